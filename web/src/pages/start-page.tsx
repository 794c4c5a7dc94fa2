import { lazy } from 'react';
import { useLogin } from '../login/login-provider.tsx';

const HomePage = lazy(async () => ({ default: (await import('./home/home-page.tsx')).HomePage }));
const WelcomePage = lazy(async () => ({ default: (await import('./welcome/welcome-page.tsx')).WelcomePage }));

/** The address without a path: a person's own instances, or what this is. */
export function StartPage() {
  return useLogin().is === 'out' ? <WelcomePage /> : <HomePage />;
}
