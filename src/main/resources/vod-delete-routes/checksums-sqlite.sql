-- The row of which an operator says that it is right, whatever its checksum says, gets a new one.

UPDATE asset SET checksum = vod_checksum(asset_id, submission, line, generation)
  WHERE id = (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'right-row');

UPDATE earlier SET checksum = vod_checksum((SELECT asset_id FROM asset WHERE id = asset), submission, line, generation)
  WHERE asset = (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'right-row');

DELETE FROM setting WHERE name = 'right-row';
