/** Two soft notes, one after the other. */
const notes = [
  { hertz: 784, at: 0 },
  { hertz: 1047, at: 0.12 },
];
const noteSeconds = 0.45;
const loudness = 0.12;
/** A browser that has not let it begin by then does not want it. */
const startMs = 500;

async function isAllowed(context: AudioContext): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, startMs, false));
  const started = context.resume().then(
    () => true,
    () => false,
  );
  return Promise.race([started, late]);
}

function play(context: AudioContext, hertz: number, at: number): OscillatorNode {
  const tone = context.createOscillator();
  const volume = context.createGain();
  const from = context.currentTime + at;
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0.0001, from);
  volume.gain.exponentialRampToValueAtTime(loudness, from + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, from + noteSeconds);
  tone.connect(volume).connect(context.destination);
  tone.start(from);
  tone.stop(from + noteSeconds);
  return tone;
}

/** Rings once. Until somebody has touched the page, browsers allow no sound: then there is none, also not later. */
export async function ring(): Promise<void> {
  if (!('AudioContext' in window) || !navigator.userActivation?.hasBeenActive) return;
  const context = new AudioContext();
  if (!(await isAllowed(context))) {
    await context.close();
    return;
  }
  const tones = notes.map(({ hertz, at }) => play(context, hertz, at));
  tones.at(-1)?.addEventListener('ended', () => void context.close());
}
