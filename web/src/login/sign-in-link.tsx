import { Button, type ButtonProps } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { keepFragment, signInAddress } from './sign-in.ts';

type Parts = ButtonProps & { returnTo?: string | undefined; children: ReactNode };

/** A link and no call: the identity provider asks in this window, and the portal leads back to this address. */
export function SignInLink({ returnTo, children, ...look }: Parts) {
  const { pathname, searchStr } = useLocation();
  return (
    <Button
      {...look}
      component="a"
      href={signInAddress(returnTo ?? pathname + searchStr)}
      onClick={() => !returnTo && keepFragment(location)}
    >
      {children}
    </Button>
  );
}
