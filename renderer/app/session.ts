import { client, enterSession } from '../bridge/client.ts';
import { call } from '../bridge/port.ts';
import { toast } from '../components/toasts.ts';

export async function signOut(): Promise<void> {
  try {
    enterSession(await call('session.signOut', {}));
  } catch (error) {
    toast.problem(error);
  }
}

export async function syncNow(): Promise<void> {
  try {
    client.setQueryData(['sync'], await call('sync.now', {}));
  } catch (error) {
    toast.problem(error);
  }
}

async function change(method: 'sandbox.enter' | 'sandbox.leave'): Promise<void> {
  try {
    enterSession(await call(method, {}));
  } catch (error) {
    toast.problem(error);
  }
}

export const enterSandbox = (): Promise<void> => change('sandbox.enter');
export const leaveSandbox = (): Promise<void> => change('sandbox.leave');
