/*
 * tap: what node's test runner tells, as the flat TAP that Meson counts: one line for each check,
 * named after the tests it stands in. node's own reporter nests, which Meson does not read.
 */
const within = [];

function told(error) {
    const text = error?.cause?.message ?? error?.cause ?? error?.message ?? '';
    return String(text).split('\n').map((line) => `#   ${line}\n`).join('');
}

export default async function* report(source) {
    let n = 0;
    yield 'TAP version 13\n';
    for await (const { type, data } of source) {
        if (type === 'test:start') {
            within.length = data.nesting;
            within[data.nesting] = { name: data.name, parts: 0 };
            if (data.nesting > 0)
                within[data.nesting - 1].parts++;
        }
        if (type === 'test:diagnostic'
            && !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message))
            yield `# ${data.message}\n`;
        if (type !== 'test:pass' && type !== 'test:fail')
            continue;
        const error = data.details?.error;
        const parts = within[data.nesting]?.parts ?? 0;
        if (parts > 0 && (type === 'test:pass' || error?.failureType === 'subtestsFailed'))
            continue; /* its parts have been told */
        const name = [...within.slice(0, data.nesting).map((t) => t.name), data.name].join(': ').replaceAll('#', '');
        yield `${type === 'test:pass' ? 'ok' : 'not ok'} ${++n} - ${name}\n`;
        if (type === 'test:fail')
            yield told(error);
    }
    yield `1..${n}\n`;
}
