import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useLanguage } from '../../messages/language.tsx';

export function NewInstance() {
  const { words } = useLanguage();
  return (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} stroke={1.6} aria-hidden />}
      renderRoot={(props) => <Link to="/instances/new" search={{ text: '' }} {...props} />}
    >
      {words.launch.title}
    </Button>
  );
}
