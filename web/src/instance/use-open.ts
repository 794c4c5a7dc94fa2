import { useMantineColorScheme } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { at } from '../api.ts';
import { useLanguage } from '../messages/language.tsx';

type Where = 'here' | 'new tab';

/**
 * Opens an interface: asks for a one-use ticket and posts it to the interface's own host, so that it stands in no
 * address. In this tab unless the person chooses another one.
 */
export function useOpen(facility: string, instance: string) {
  const { language } = useLanguage();
  const { colorScheme: colourScheme } = useMantineColorScheme();
  const { mutate, reset, isPending, error, variables } = useMutation(at(facility).access.ticket.mutationOptions());

  // Who comes back by the browser's own button finds the page as it was left, in the middle of opening.
  useEffect(() => {
    const back = ({ persisted }: PageTransitionEvent) => persisted && reset();
    window.addEventListener('pageshow', back);
    return () => window.removeEventListener('pageshow', back);
  }, [reset]);

  function open(name: string, where: Where, path?: string) {
    mutate(
      { instance, interface: name, language, colourScheme },
      {
        onSuccess: ({ address, ticket }) => {
          post(address, { ticket, ...(path && { path }) }, where);
          if (where === 'new tab') reset();
        },
      },
    );
  }
  return { open, error, opening: isPending ? variables.interface : undefined };
}

function post(address: string, fields: Record<string, string>, where: Where): void {
  const { protocol, origin } = new URL(address);
  if (!/^https?:$/.test(protocol) || origin === location.origin) throw new Error(`no ticket goes to ${origin}`);

  const form = document.createElement('form');
  form.method = 'post';
  form.action = address;
  form.target = where === 'here' ? '_self' : '_blank';
  form.rel = 'noopener';
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
