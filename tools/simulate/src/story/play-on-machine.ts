import type { SimulatedConsole } from '../client/simulated-console.ts';
import type { Line } from '../network/line.ts';
import type { World } from '../world.ts';
import type { Happening } from './happening.ts';

type OnMachine = Extract<Happening, { what: 'DROP' | 'CUT' | 'MUTE' | 'CLOG' | 'SLEEP' | 'THROTTLE' | 'SIGN_OUT' | 'STEP_WALL' }>;

/** Whoever clicks to sign in again does so until it works. */
const SIGN_IN_AGAIN_MS = 25_000;

/** What happens to one console, its machine or its line. */
export function playOnMachine(world: World, console: SimulatedConsole, happening: OnMachine): void {
  const { ledger } = world;
  const { line, device, name } = console;
  switch (happening.what) {
    case 'DROP':
      ledger.disturbed(name, 'its connections break');
      line.drop();
      return;
    case 'CUT':
    case 'MUTE':
    case 'CLOG': {
      const { what, forMs } = happening;
      overlap(world, { key: `${name} ${what}`, forMs }, (isOn) => {
        ledger.disturbed(name, `${what} ${isOn ? 'begins' : 'ends'}`);
        hamper(line, what, isOn);
      });
      return;
    }
    case 'SLEEP':
      sleep(world, console, happening.forMs);
      return;
    case 'THROTTLE':
      throttle(world, console, happening.forMs);
      return;
    case 'STEP_WALL':
      device.stepWall(happening.byMs);
      ledger.excused(name, 'its wall clock is set');
      return;
    case 'SIGN_OUT':
      signOut(world, console, happening.forMs);
  }
}

function hamper(line: Line, what: 'CUT' | 'MUTE' | 'CLOG', isOn: boolean): void {
  if (what === 'MUTE') line.isMute = isOn;
  else if (what === 'CLOG') line.clog(isOn);
  else if (isOn) line.cut();
  else line.heal();
}

function sleep(world: World, { device, line, name, document }: SimulatedConsole, forMs: number): void {
  overlap(world, { key: `${name} sleep`, forMs }, (isAsleep) => {
    world.ledger.excused(name, isAsleep ? 'it falls asleep' : 'it wakes');
    if (isAsleep) device.sleep();
    else device.wake();
    line.listen();
    // Some browsers say so, some do not.
    if (!isAsleep && forMs % 2 === 0) document.setVisible(true);
  });
}

function throttle(world: World, { device, name, document }: SimulatedConsole, forMs: number): void {
  overlap(world, { key: `${name} throttle`, forMs }, (isThrottled) => {
    device.whenAwake(() => {
      world.ledger.excused(name, isThrottled ? 'its tab is hidden' : 'its tab is looked at');
      device.throttle(isThrottled);
      document.setVisible(!isThrottled);
    });
  });
}

/** The session ends on the server; somebody signs in again later, and clicks until it works. */
function signOut(world: World, console: SimulatedConsole, forMs: number): void {
  const { name, username } = console;
  world.ledger.excused(name, 'its session ends');
  world.server.endSession(name);
  const signInAgain = (): void => {
    if (console.state.session.phase === 'READY' && world.server.isSignedIn(name)) return;
    // Nobody clicks on a machine that sleeps.
    if (!console.device.isAsleep) {
      world.ledger.excused(name, `${username} signs in again`);
      console.signIn();
    }
    world.time.startTimer(SIGN_IN_AGAIN_MS, signInAgain);
  };
  world.time.startTimer(forMs, signInAgain);
}

/** Something lasts for a while; where several of a kind overlap, it ends with the last of them. */
function overlap(
  world: World,
  { key, forMs }: { readonly key: string; readonly forMs: number },
  set: (isOn: boolean) => void,
): void {
  const count = (world.lasting.get(key) ?? 0) + 1;
  world.lasting.set(key, count);
  if (count === 1) set(true);
  world.time.startTimer(forMs, () => {
    const left = (world.lasting.get(key) ?? 1) - 1;
    world.lasting.set(key, left);
    if (left === 0) set(false);
  });
}
