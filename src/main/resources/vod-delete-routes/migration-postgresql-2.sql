-- From version 1 to 2: several processes use the store at once. Run it in one transaction (psql -1), when no process of the earlier
-- version runs.
CREATE TABLE sender (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  incarnation TEXT COLLATE "C",
  halted      TEXT
) WITH (fillfactor = 50);

-- Calls of the last process may be under way unless it said that it has ended.
INSERT INTO sender (id, incarnation, halted) SELECT 1, CASE WHEN until > '-infinity' THEN incarnation END, halted FROM owner;

-- A process of the earlier version that was frozen finds that it has been replaced.
UPDATE owner SET incarnation = 'version 2', name = 'a later version of this program', previous = NULL, until = 'infinity', halted = NULL;

-- If there was one data directory, all files are in its inbox. Of several nobody knows which has what.
CREATE TABLE home (
  submission BIGINT PRIMARY KEY,
  node       TEXT COLLATE "C" NOT NULL
);
INSERT INTO home (submission, node) SELECT s.id, n.id FROM submission s, (SELECT max(substr(name, 19)) AS id FROM setting
  WHERE name LIKE 'audit-head-number:%' HAVING count(*) = 1) n
  WHERE s.kept_as IS NOT NULL;
UPDATE submission SET intake_key = 'file:' || n.id || substr(intake_key, 5) FROM (SELECT max(substr(name, 19)) AS id FROM setting
  WHERE name LIKE 'audit-head-number:%' HAVING count(*) = 1) n
  WHERE intake_key LIKE 'file:%';
UPDATE setting SET name = setting.name || ':' || n.id FROM (SELECT max(substr(name, 19)) AS id FROM setting
  WHERE name LIKE 'audit-head-number:%' HAVING count(*) = 1) n
  WHERE setting.name IN ('move', 'halted-by');
UPDATE schema_version SET version = 2;
