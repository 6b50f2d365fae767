import type { FullResult, Reporter, TestCase } from '@playwright/test/reporter';

/** Ends the run with the plain line `N passed, N failed, N skipped`. */
export default class CountsReporter implements Reporter {
  private readonly outcomes_ = new Map<string, ReturnType<TestCase['outcome']>>();
  private broken_ = 0;

  onTestEnd(test: TestCase): void {
    this.outcomes_.set(test.id, test.outcome());
  }

  /** An error outside a test, such as a file that does not load. */
  onError(): void {
    this.broken_ += 1;
  }

  onEnd(result: FullResult): void {
    const count = (...wanted: string[]): number => [...this.outcomes_.values()].filter((outcome) => wanted.includes(outcome)).length;
    const failed = count('unexpected', 'flaky') + this.broken_;
    const failures = failed === 0 && result.status !== 'passed' ? 1 : failed;
    process.stdout.write(`${count('expected')} passed, ${failures} failed, ${count('skipped')} skipped\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
