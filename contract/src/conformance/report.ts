import { withoutSecrets } from './exchange.ts';
import type { Result } from './suite.ts';

const marks = { passed: 'pass', failed: 'FAIL', 'not offered': 'none' };

/** One line for each fact; of one that failed also what was asked, and what was answered. */
export function lineOf({ group, name, outcome, why, exchanges = [] }: Result): string {
  const line = `${marks[outcome]}  ${group}: ${name}`;
  if (outcome !== 'failed') return line;
  const said = exchanges.flatMap(({ request, answer }) => [indented('>', request), indented('<', answer)]);
  return withoutSecrets([line, `      ${why}`, ...said].join('\n'));
}

export function summaryOf(results: Result[]): string {
  const count = (outcome: Result['outcome']) => results.filter((one) => one.outcome === outcome).length;
  const notOffered = count('not offered');
  const rest = notOffered > 0 ? `, ${notOffered} not offered` : '';
  return `${results.length} facts: ${count('passed')} passed, ${count('failed')} failed${rest}`;
}

export function jsonReport(url: string, results: Result[]): string {
  return withoutSecrets(JSON.stringify({ url, summary: summaryOf(results), facts: results }, null, 2));
}

/** For whoever shows tests: a suite for each group (the form of JUnit that CI servers read). */
export function junitReport(results: Result[]): string {
  const groups = [...new Set(results.map(({ group }) => group))];
  const suites = groups.map((group) => {
    const cases = results.filter((one) => one.group === group);
    const failures = cases.filter(({ outcome }) => outcome === 'failed').length;
    return [
      `<testsuite name="${xml(group)}" tests="${cases.length}" failures="${failures}">`,
      ...cases.map(caseOf),
      '</testsuite>',
    ].join('\n');
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="atrium conformance">\n${suites.join('\n')}\n</testsuites>\n`;
}

function caseOf(result: Result): string {
  const { group, name, outcome, seconds, why = '' } = result;
  const head = `<testcase classname="${xml(group)}" name="${xml(name)}" time="${seconds.toFixed(3)}"`;
  if (outcome === 'passed') return `${head}/>`;
  if (outcome === 'not offered') return `${head}><skipped message="${xml(why)}"/></testcase>`;
  return `${head}><failure message="${xml(withoutSecrets(why))}">${xml(lineOf(result))}</failure></testcase>`;
}

function indented(mark: string, text: string): string {
  return text.replace(/^/gm, `      ${mark} `);
}

/** What XML 1.0 cannot hold is left out. */
function xml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/[&<>"]/g, (one) => entities[one] ?? one);
}
