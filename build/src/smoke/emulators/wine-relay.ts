/**
 * Runs under Wine, in the Bun that every compiled executable contains: starts the program with a pipe of Windows as
 * its standard input, since Bun under Wine cannot read a pipe that Linux made (EBADF) nor ask a file there for its
 * size (EINVAL). Arguments: what to pass on, a file or the port of a loopback socket; the program; its arguments.
 */

const [source = "", ...command] = process.argv.slice(2);
const child = Bun.spawn(command, {
  stdin: "pipe",
  stdout: "inherit",
  stderr: "inherit",
  env: { ...process.env, BUN_BE_BUN: undefined },
});
const { stdin } = child;
if (/^\d+$/u.test(source)) {
  await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(source),
    socket: {
      async data(_socket, chunk) {
        await stdin.write(chunk);
        await stdin.flush();
      },
      async close() {
        await stdin.end();
      },
    },
  });
} else {
  await stdin.write(await Bun.file(source).bytes());
  await stdin.end();
}
process.exit(await child.exited);
