import fc from 'fast-check';

// The same scenes in every run: a property that fails here fails everywhere, and one that passes is not luck.
fc.configureGlobal({ seed: 20_261_120 });
