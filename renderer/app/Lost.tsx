import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { failureOf } from '../bridge/failure.ts';
import { sentenceOf } from '../bridge/sentences.ts';
import { Screen } from '../components/Screen.tsx';

export function NothingHere() {
  return (
    <Screen title="Not found">
      <Center h="60%">
        <Stack align="center" gap="md">
          <Text c="dimmed">There is nothing at this address.</Text>
          <Button component={Link} to="/today" variant="default">
            Go to Today
          </Button>
        </Stack>
      </Center>
    </Screen>
  );
}

const isMissingPart = (error: unknown) => error instanceof Error && /module script|dynamically imported module/i.test(error.message);

/** A screen that failed to draw: the rest of the console goes on. */
export function LostScreen({ error, reset }: { error: unknown; reset: () => void }) {
  const router = useRouter();
  const again = () => {
    // A part of the console that couldn't be fetched is not asked for again by the page that missed it.
    if (isMissingPart(error)) return window.location.reload();
    reset();
    void router.invalidate();
  };
  return (
    <Center h="100%" p="xl">
      <Stack align="center" gap="md" maw={420}>
        <Title order={2}>This screen couldn't be shown</Title>
        <Text c="dimmed" ta="center">
          {sentenceOf(failureOf(error))}
        </Text>
        <Button variant="default" onClick={again}>
          Try again
        </Button>
      </Stack>
    </Center>
  );
}
