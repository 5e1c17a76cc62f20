import fc from 'fast-check';

// Property tests look elsewhere at each run, except where a run decides about a landing: there luck should not.
if (process.env['CI'] === 'true') fc.configureGlobal({ seed: 20_261_124 });
