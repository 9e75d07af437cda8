-- A fingerprint of each process's secret key: those that share the work have to hold the same.
ALTER TABLE processes ADD COLUMN key_print TEXT NOT NULL DEFAULT '';
