-- From version 5 to 6: counters that change change no condition of an index, see submission.live. The schema makes the indexes anew, and
-- the table of unanswered calls.
ALTER TABLE submission ADD COLUMN live INTEGER GENERATED ALWAYS AS (pending > 0) VIRTUAL;
ALTER TABLE submission ADD COLUMN unfinished INTEGER GENERATED ALWAYS AS (pending > 0 OR waiting > 0) VIRTUAL;
DROP INDEX IF EXISTS submission_waiting;
DROP INDEX IF EXISTS submission_turn;
DROP INDEX IF EXISTS submission_approved;
DROP INDEX IF EXISTS submission_without_report;
DROP INDEX IF EXISTS submission_unfinished;
-- Outcomes are looked for in the order in which the ids were settled.
DROP INDEX IF EXISTS asset_unreported;
