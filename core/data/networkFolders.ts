/**
 * Where a database in WAL mode must not live: its readers and its writer share memory and locks, which a network drive gives
 * to one computer at a time at best. Pure, so that the server and the desktop judge alike and tests need no such drive.
 */
export interface Placement {
  /** `statfs`'s f_type */
  readonly type: number;
  /** with links followed */
  readonly folder: string;
  /** /proc/self/mountinfo; empty where the system has none */
  readonly mounts: string;
}

/** f_type of statfs(2), where it alone says enough. */
const networkTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'SMB'],
  [0x564c, 'NCP'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x013661de, 'iFS'],
]);

const FUSE = 0x65735546;

/** FUSE is disks of other systems and folders with a twist as well: only these go over a network. */
const networkFuses =
  /^(sshfs|s3fs|s3ql|goofys|geesefs|mountpoint-s3|mount-s3|gcsfuse|blobfuse2?|rclone|davfs2?|glusterfs|ceph(-fuse)?|juicefs|seaweedfs|curlftpfs|smbnetfs|hdfs|onedriver|google-drive-ocamlfuse)$/;

/** @returns the kind of network drive on which the folder is; null: it may keep a database */
export function networkDriveOf({ type, folder, mounts }: Placement): string | null {
  if (/^[\\/]{2}[^\\/?.]/.test(folder)) return 'a network share';
  // 32 bits, which some systems hand over with a sign
  const unsigned = type >>> 0;
  if (unsigned !== FUSE) return networkTypes.get(unsigned) ?? null;
  const kind = fuseOf(folder, mounts);
  return networkFuses.test(kind) ? kind : null;
}

/** `sshfs` of the mount that holds the folder: the deepest, and of several at one place the last. */
function fuseOf(folder: string, mounts: string): string {
  let found = { point: '', kind: '' };
  for (const line of mounts.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const point = unescaped(before.split(' ')[4] ?? '');
    const holds = point !== '' && `${folder}/`.startsWith(point.endsWith('/') ? point : `${point}/`);
    if (!holds || point.length < found.point.length) continue;
    const [type = '', source = ''] = after.split(' ');
    // `fuse.sshfs`, or of old the plain `fuse` with `sshfs#user@host` mounted
    found = { point, kind: type.startsWith('fuse.') ? type.slice('fuse.'.length) : (source.split('#')[0] ?? '') };
  }
  return found.kind;
}

/** Blanks and the like are octal in mountinfo: proc(5). */
const unescaped = (text: string): string => text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
