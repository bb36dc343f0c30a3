/**
 * npm passes a signal to the shell that it started, and that shell ends without passing it on: the program would go on, orphaned,
 * on its port. It takes its parent's end as the word to stop. Loaded by npm scripts alone, so a program started by hand may outlive
 * whatever started it.
 */
const parent = process.ppid;
const EVERY = 500;

const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  process.kill(process.pid, 'SIGTERM');
}, EVERY);
watch.unref();
