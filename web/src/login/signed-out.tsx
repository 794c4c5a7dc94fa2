import { IconLogin2 } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useLanguage } from '../messages/language.tsx';
import { useAnnounce } from '../news/announcer.tsx';
import { Notice } from '../states/notice.tsx';
import { useLogin } from './login-provider.tsx';
import { SignInLink } from './sign-in-link.tsx';

/** Over a page whose login has ended meanwhile. What the page shows stays. */
export function SignedOut({ returnTo }: { returnTo: string | undefined }) {
  const { login } = useLanguage().words;
  const announce = useAnnounce();
  const isOver = useLogin().is === 'ended';
  useEffect(() => {
    if (isOver) announce(login.over);
  }, [isOver, announce, login]);
  if (!isOver) return null;

  return (
    <Notice
      icon={IconLogin2}
      text={
        <>
          <b>{login.over}</b> {login.stays}
        </>
      }
    >
      <SignInLink size="xs" variant="default" returnTo={returnTo}>
        {login.again}
      </SignInLink>
    </Notice>
  );
}
