import { useEffect, useState } from 'react';
import { useFederation } from '../../federation/use-federation.ts';
import { useLogin } from '../../login/login-provider.tsx';
import { SignInLink } from '../../login/sign-in-link.tsx';
import { useLanguage } from '../../messages/language.tsx';
import { type Invited, keptInvitation, takeInvitation } from '../../people/link.ts';
import { Page } from '../../shell/page.tsx';
import { Loading } from '../../states/loading.tsx';
import message from '../message-page.module.css';
import { Invitation } from './invitation.tsx';

/** Where the link of an invitation leads: who invites to what, before anything is accepted. */
export function JoinPage() {
  const { join } = useLanguage().words;
  const [invited] = useState(keptInvitation);
  useAnotherLink();
  return (
    <Page title={invited ? join.title : join.none}>
      {invited ? (
        <Arrival invited={invited} />
      ) : (
        <div className={message.message}>
          <p>{join.noneWhat}</p>
        </div>
      )}
    </Page>
  );
}

function Arrival({ invited }: { invited: Invited }) {
  const { words } = useLanguage();
  const login = useLogin();
  const federation = useFederation();
  const facility = federation.data?.facilities.find(({ id }) => id === invited.facility);
  if ('me' in login) return <Invitation invited={invited} facility={facility} />;
  if (federation.isPending) return <Loading rows={1} height={72} />;
  return (
    <div className={message.message}>
      <p>
        {facility && words.join.at(facility.name)} {words.join.signInFirst}
      </p>
      <div className={message.ways}>
        <SignInLink size="md">{words.login.signIn}</SignInLink>
      </div>
    </div>
  );
}

/** Another link opened in this very tab changes only the fragment, and loads nothing by itself. */
function useAnotherLink() {
  useEffect(() => {
    const take = () => {
      if (!location.hash) return;
      takeInvitation(location);
      location.reload();
    };
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
}
