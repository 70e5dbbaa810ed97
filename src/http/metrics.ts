/** What the server counts of itself, in the text format that Prometheus reads. */

export interface Served {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface Metrics {
  count(served: Served): void;
  text(now: Readonly<Record<string, Gauge>>): string;
}

export interface Gauge {
  readonly help: string;
  readonly value: number;
}

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Tally {
  readonly labels: string;
  count: number;
  seconds: number;
  readonly buckets: Array<number>;
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const name = 'insider_ledger_http_request_duration_seconds';

export const metrics = (): Metrics => {
  const tallies = new Map<string, Tally>();
  return {
    count: ({ method, route, status, seconds }) => {
      const labels = `method="${escaped(method)}",route="${escaped(route)}",status="${status}"`;
      const tally = tallies.get(labels) ?? {
        labels,
        count: 0,
        seconds: 0,
        buckets: bounds.map(() => 0),
      };
      tallies.set(labels, tally);
      tally.count += 1;
      tally.seconds += seconds;
      bounds.forEach((bound, i) => {
        if (seconds <= bound) tally.buckets[i] = (tally.buckets[i] ?? 0) + 1;
      });
    },
    text: (gauges) =>
      [
        `# HELP ${name} From a request to the beginning of its answer.`,
        `# TYPE ${name} histogram`,
        ...[...tallies.values()].flatMap(({ labels, count, seconds, buckets }) => [
          ...bounds.map((bound, i) => `${name}_bucket{${labels},le="${bound}"} ${buckets[i]}`),
          `${name}_bucket{${labels},le="+Inf"} ${count}`,
          `${name}_sum{${labels}} ${seconds}`,
          `${name}_count{${labels}} ${count}`,
        ]),
        ...Object.entries(gauges).flatMap(([gauge, { help, value }]) => [
          `# HELP insider_ledger_${gauge} ${help}`,
          `# TYPE insider_ledger_${gauge} gauge`,
          `insider_ledger_${gauge} ${value}`,
        ]),
        '',
      ].join('\n'),
  };
};
