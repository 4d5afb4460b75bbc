-- From version 2 to 3: every node answers what the one that sends knows. Run it in one transaction (psql -1), when no process of the
-- earlier version runs.

-- It is missing where version 1 has just become version 2.
CREATE TABLE IF NOT EXISTS node (
  id          TEXT COLLATE "C" PRIMARY KEY,
  incarnation TEXT COLLATE "C" NOT NULL,
  name        TEXT NOT NULL,
  settings    TEXT NOT NULL,
  until       TIMESTAMPTZ NOT NULL,
  seen_at     TIMESTAMPTZ NOT NULL,
  commits     BIGINT NOT NULL,
  started_at  TIMESTAMPTZ NOT NULL
) WITH (fillfactor = 50);
ALTER TABLE node ADD COLUMN view TEXT NOT NULL DEFAULT '';

-- A process of the earlier version that was frozen finds that it has been replaced.
UPDATE node SET incarnation = incarnation || ' ended', until = '-infinity' WHERE incarnation NOT LIKE '% ended';

-- Counters that change change no condition of an index, and outcomes are looked for in the order in which the ids were settled.
DROP INDEX IF EXISTS submission_waiting;
DROP INDEX IF EXISTS submission_turn;
DROP INDEX IF EXISTS submission_approved;
DROP INDEX IF EXISTS submission_without_report;
DROP INDEX IF EXISTS submission_unfinished;
DROP INDEX IF EXISTS asset_unreported;
ALTER TABLE submission ADD COLUMN live INTEGER GENERATED ALWAYS AS (CASE WHEN pending > 0 THEN 1 ELSE 0 END) STORED,
  ADD COLUMN unfinished INTEGER GENERATED ALWAYS AS (CASE WHEN pending > 0 OR waiting > 0 THEN 1 ELSE 0 END) STORED;
CREATE INDEX IF NOT EXISTS submission_waiting ON submission (next_due) WHERE state = 'SEALED' AND claimable = 1 AND live = 1;
CREATE INDEX IF NOT EXISTS submission_turn ON submission (turn, id)
  WHERE state = 'SEALED' AND claimable = 1 AND live = 1 AND next_due = 0;
CREATE INDEX IF NOT EXISTS submission_approved ON submission (id) WHERE approved_at IS NOT NULL AND live = 1;
CREATE INDEX IF NOT EXISTS submission_without_report ON submission (id)
  WHERE kept_as IS NOT NULL AND report_at IS NULL AND unfinished = 0;
CREATE INDEX IF NOT EXISTS submission_unfinished ON submission (opened_at, id)
  WHERE state = 'SEALED' AND gate = 'RELEASED' AND unfinished = 1;
CREATE INDEX IF NOT EXISTS asset_unreported ON asset (status, settled_at, id) WHERE status <> 'PENDING' AND reported_at IS NULL;

-- Ids whose call another node had begun when it was replaced.
CREATE TABLE IF NOT EXISTS unanswered (
  asset BIGINT PRIMARY KEY,
  until BIGINT NOT NULL
);

UPDATE schema_version SET version = 3;
