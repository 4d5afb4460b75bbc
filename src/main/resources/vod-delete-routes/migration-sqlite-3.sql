-- From version 2 to 3: a checksum in each row over what makes it that asset id, see AssetChecksum.

ALTER TABLE asset ADD COLUMN checksum INTEGER;

ALTER TABLE earlier ADD COLUMN checksum INTEGER;

UPDATE asset SET checksum = vod_checksum(asset_id, submission, line, generation);

UPDATE earlier SET checksum = vod_checksum((SELECT asset_id FROM asset WHERE id = asset), submission, line, generation);
