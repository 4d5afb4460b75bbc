-- From version 1 to 2: who sent a submission, and how much of it each caller may have in a day. What is older has no caller.

ALTER TABLE submission ADD COLUMN caller TEXT;

CREATE INDEX submission_caller ON submission (caller, id) WHERE caller IS NOT NULL;

CREATE TABLE caller_day (
  caller TEXT    NOT NULL,
  day    INTEGER NOT NULL,
  ids    INTEGER NOT NULL,
  PRIMARY KEY (caller, day)
) WITHOUT ROWID;
