import type { PushingDevice } from '#core/engine/push.ts';
import type { DeviceCaller } from '../http/guards.ts';

export const deviceOf = ({ device, actor }: DeviceCaller): PushingDevice => ({
  tenantId: device.tenantId,
  deviceId: device.deviceId,
  actor,
});
