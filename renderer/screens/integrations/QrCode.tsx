import qrcode from 'qrcode-generator';
import { useMemo } from 'react';
import classes from './integrations.module.css';

/** An address for a phone's camera. Always dark on white: scanners don't read the other way round. */
export function QrCode({ value, label }: { value: string; label: string }) {
  const { path, size } = useMemo(() => {
    const code = qrcode(0, 'M');
    code.addData(value);
    code.make();
    const count = code.getModuleCount();
    let drawn = '';
    for (let row = 0; row < count; row += 1) {
      for (let column = 0; column < count; column += 1) if (code.isDark(row, column)) drawn += `M${column} ${row}h1v1h-1z`;
    }
    return { path: drawn, size: count };
  }, [value]);
  return (
    <svg className={classes.qr} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} fill="#000" />
    </svg>
  );
}
