/** Shows what happens while it happens: a live display on a terminal, plain lines elsewhere. */

import type { JobName, ProgressEvent } from "@slipway/build";
import { createLogUpdate } from "log-update";

import type { Terminal } from "../terminal.ts";
import { durationText } from "./units.ts";

/** Milliseconds a job took in all steps, by its name. */
export type Timings = { readonly msOf: (job: JobName) => number | undefined };

export type Progress = {
  readonly report: (event: ProgressEvent) => void;
  readonly timings: Timings;
  /** Ends the display; what it showed last stays only where it is a finished step. */
  readonly close: () => void;
};

export function startProgress(terminal: Terminal): Progress {
  const finished = new Map<string, number>();
  const show = terminal.live ? liveDisplay(terminal) : plainLines(terminal);
  return {
    report: (event) => {
      if (event.kind === "job-end") finished.set(event.job, (finished.get(event.job) ?? 0) + event.ms);
      show.event(event);
    },
    timings: { msOf: (job) => finished.get(job) },
    close: show.close,
  };
}

type Display = { readonly event: (event: ProgressEvent) => void; readonly close: () => void };

/** Steps whose jobs are files that are only read: one line says it for all of them. */
const READING = /^checking ./u;

/**
 * One line when a job or a step without jobs is done: what a log file wants. Jobs run at once, but their lines come in
 * the jobs' order, as soon as all before them are done, so that two logs can be compared.
 */
function plainLines(terminal: Terminal): Display {
  const steps = new Map<string, OrderedLines>();
  const log = (line: string): void => terminal.log(`${line}\n`);
  return {
    event: (event) => {
      switch (event.kind) {
        case "step-start": {
          steps.get(event.step)?.rest().forEach(log);
          const isTold = event.jobs.length > 0 && !READING.test(event.step);
          if (isTold) steps.set(event.step, orderedLines(event.jobs));
          else steps.delete(event.step);
          break;
        }
        case "job-end": {
          const line = `${event.step}: ${event.job} ${durationText(event.ms)}`;
          steps.get(event.step)?.done(event.job, line).forEach(log);
          break;
        }
        case "step-end":
          if (!steps.has(event.step)) log(`${event.step}: ${durationText(event.ms)}`);
          break;
        case "note":
          log(event.text);
          break;
        case "job-start":
        case "job-stage":
          break;
      }
    },
    close: () => {
      for (const lines of steps.values()) lines.rest().forEach(log);
    },
  };
}

type OrderedLines = {
  /** The lines that may be written now that this job is done. */
  readonly done: (job: JobName, line: string) => readonly string[];
  /** What is held back for jobs that have not ended: where one failed, they never will. */
  readonly rest: () => readonly string[];
};

function orderedLines(jobs: readonly JobName[]): OrderedLines {
  const waiting: { readonly job: JobName; line: string | undefined }[] = jobs.map((job) => ({
    job,
    line: undefined,
  }));
  return {
    done: (job, line) => {
      const found = waiting.find((one) => one.job === job && one.line === undefined);
      if (found !== undefined) found.line = line;
      const end = waiting.findIndex((one) => one.line === undefined);
      return waiting.splice(0, end === -1 ? waiting.length : end).flatMap((one) => one.line ?? []);
    },
    rest: () => waiting.splice(0).flatMap(({ line }) => line ?? []),
  };
}

type LiveJob = { state: "waiting" | "running" | "done"; stage: string; startedAt: number; ms: number };

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;

/** One line per job of the step under way, redrawn in place; a finished step leaves one line behind. */
function liveDisplay(terminal: Terminal): Display {
  const update = createLogUpdate(terminal.logStream, { showCursor: true });
  let jobs = new Map<JobName, LiveJob>();
  let title = "";
  let frame = 0;
  const draw = (): void => update(liveText({ title, jobs, frame, rows: terminal.logStream.rows }));
  const timer = setInterval(() => {
    frame = (frame + 1) % FRAMES.length;
    if (title !== "") draw();
  }, FRAME_MS);
  return {
    event: (event) => {
      if (event.kind === "step-start") {
        title = event.step;
        jobs = new Map(event.jobs.map((job) => [job, { state: "waiting", stage: "", startedAt: 0, ms: 0 }]));
      }
      applyEvent(jobs, event);
      if (event.kind === "step-end") {
        title = "";
        update.clear();
        const count = jobs.size > 1 ? ` (${jobs.size})` : "";
        terminal.log(`✓ ${event.step}${count} ${durationText(event.ms)}\n`);
      } else if (event.kind === "note") {
        update.clear();
        terminal.log(`${event.text}\n`);
      } else {
        draw();
      }
    },
    close: () => {
      clearInterval(timer);
      update.clear();
    },
  };
}

function applyEvent(jobs: Map<JobName, LiveJob>, event: ProgressEvent): void {
  const job = "job" in event ? jobs.get(event.job) : undefined;
  if (job === undefined) return;
  if (event.kind === "job-start") Object.assign(job, { state: "running", startedAt: performance.now() });
  if (event.kind === "job-stage") job.stage = event.stage;
  if (event.kind === "job-end") Object.assign(job, { state: "done", ms: event.ms });
}

/** The lines of a step under way; when the terminal is too low, finished and waiting jobs are only counted. */
export function liveText(view: {
  readonly title: string;
  readonly jobs: ReadonlyMap<JobName, LiveJob>;
  readonly frame: number;
  readonly rows: number;
}): string {
  const all = [...view.jobs];
  const done = all.filter(([, job]) => job.state === "done").length;
  const count = all.length > 1 ? ` ${done}/${all.length}` : "";
  const head = `${FRAMES[view.frame]} ${view.title}${count}`;
  const room = Math.max(0, (view.rows || 24) - 3);
  const shown = all.length <= room ? all : all.filter(([, job]) => job.state === "running").slice(0, room);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return [
    head,
    ...shown.map(([name, job]) => `  ${jobMark(job, view.frame)} ${name.padEnd(width)}  ${jobNote(job)}`),
  ].join("\n");
}

function jobMark(job: LiveJob, frame: number): string {
  if (job.state === "done") return "✓";
  return job.state === "running" ? (FRAMES[frame] ?? "") : "·";
}

function jobNote(job: LiveJob): string {
  if (job.state === "done") return durationText(job.ms);
  if (job.state === "waiting") return "";
  return `${job.stage} ${durationText(performance.now() - job.startedAt)}`.trim();
}
