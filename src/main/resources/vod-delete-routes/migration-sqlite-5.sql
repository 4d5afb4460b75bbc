-- From version 4 to 5: counters that outlast the process. The table and the new indexes are made by the schema; what was counted
-- before is not known, so each counter begins at 0.

-- What a plan saw of each asset. Of plans that were made before, only the time is known; their approved ids are asked about.
ALTER TABLE asset ADD COLUMN planned INTEGER;
ALTER TABLE submission ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
UPDATE submission SET seen = 1 WHERE gate <> 'RELEASED' OR approved_at IS NOT NULL;

-- A list whose ids other lists took over, and settled, waits no longer.
UPDATE submission SET gate = 'RELEASED', claimable = 1, gate_until = NULL, task = NULL
  WHERE state = 'SEALED' AND gate IN ('HELD', 'GRACE', 'STOPPED') AND pending = 0 AND waiting = 0;

-- Who asked for a submission and who approved it. Of what is older, only the name of the caller is known.
ALTER TABLE submission ADD COLUMN requested_by TEXT;
ALTER TABLE submission ADD COLUMN requested_from TEXT;
ALTER TABLE submission ADD COLUMN request_reason TEXT;
ALTER TABLE submission ADD COLUMN traceparent TEXT;
ALTER TABLE submission ADD COLUMN approved_by TEXT;
ALTER TABLE submission ADD COLUMN approval_reason TEXT;
UPDATE submission SET requested_by = caller WHERE caller IS NOT NULL;

-- What assets were, and which request of VOD settled each id: not known of what was settled before.
ALTER TABLE asset ADD COLUMN title TEXT;
ALTER TABLE asset ADD COLUMN vod_status TEXT;
ALTER TABLE asset ADD COLUMN created_at INTEGER;
ALTER TABLE asset ADD COLUMN request_id TEXT;
ALTER TABLE earlier ADD COLUMN title TEXT;
ALTER TABLE earlier ADD COLUMN vod_status TEXT;
ALTER TABLE earlier ADD COLUMN created_at INTEGER;
ALTER TABLE earlier ADD COLUMN request_id TEXT;

-- Which submissions have their lines in an archive file: none yet.
ALTER TABLE submission ADD COLUMN archive INTEGER;

-- When submissions were begun and done: not known of older ones.
ALTER TABLE submission ADD COLUMN first_call_at INTEGER;
ALTER TABLE submission ADD COLUMN done_at INTEGER;

-- How many lines have each reason: counted once.
CREATE TABLE reason_count (
  submission INTEGER NOT NULL REFERENCES submission (id),
  status     TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  lines      INTEGER NOT NULL,
  PRIMARY KEY (submission, status, reason)
) WITHOUT ROWID;
INSERT INTO reason_count SELECT submission, status, reason, count(*)
  FROM (SELECT submission, status, reason FROM asset WHERE status IN ('FAILED', 'KEPT')
    UNION ALL SELECT submission, status, reason FROM earlier
    UNION ALL SELECT submission, 'REJECTED', reason FROM rejected)
  WHERE reason IS NOT NULL GROUP BY submission, status, reason;

-- There is no such notice any more, and no schema that it would fit. A store of a version before 4 has no table of notices yet.
CREATE TABLE IF NOT EXISTS event (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL,
  submission INTEGER REFERENCES submission (id),
  at         INTEGER NOT NULL,
  who        TEXT,
  reason     TEXT
);
DELETE FROM event WHERE name = 'retry-refused';

-- Why ids were not deleted. What earlier generations ended with was submitted again.
CREATE TABLE IF NOT EXISTS outcome_count (
  status     TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  error_code TEXT    NOT NULL,
  outcomes   INTEGER NOT NULL,
  again      INTEGER NOT NULL,
  last_id    TEXT,
  last_at    INTEGER,
  PRIMARY KEY (status, reason, error_code)
) WITHOUT ROWID;
INSERT INTO outcome_count (status, reason, error_code, outcomes, again, last_id, last_at)
  SELECT status, coalesce(reason, ''), CASE status WHEN 'FAILED' THEN coalesce(error_code, '') ELSE '' END, count(*), sum(again),
    asset_id, max(settled_at)
  FROM (SELECT status, reason, error_code, 0 AS again, asset_id, settled_at FROM asset WHERE status IN ('FAILED', 'KEPT')
    UNION ALL SELECT e.status, e.reason, e.error_code, 1, a.asset_id, e.settled_at FROM earlier e JOIN asset a ON a.id = e.asset
      WHERE e.status IN ('FAILED', 'KEPT'))
  GROUP BY 1, 2, 3;
