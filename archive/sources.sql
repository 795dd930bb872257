-- The second schema: sources of addresses, and what revisits are planned by (docs/archive.md).

CREATE TABLE address_sources (
    address_id INTEGER NOT NULL REFERENCES addresses(id),
    source TEXT NOT NULL,
    found_on TEXT,
    PRIMARY KEY (address_id, source)
) WITHOUT ROWID;
INSERT INTO address_sources
SELECT id, CASE kind WHEN 'start' THEN 'start' WHEN 'walk' THEN 'walk' ELSE 'list' END, found_on FROM addresses;

ALTER TABLE address_sections ADD COLUMN place INTEGER;
ALTER TABLE address_sections ADD COLUMN says TEXT;
ALTER TABLE address_sections ADD COLUMN run_id INTEGER REFERENCES runs(id);
CREATE INDEX address_sections_place ON address_sections(section_id, place);
CREATE INDEX address_sections_run_id ON address_sections(run_id);

ALTER TABLE addresses ADD COLUMN dated TEXT;
ALTER TABLE addresses ADD COLUMN changed_at TEXT;

ALTER TABLE run_sections ADD COLUMN sweep INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sections ADD COLUMN swept_at TEXT;
ALTER TABLE sites ADD COLUMN revisits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sites ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;

CREATE INDEX articles_content ON articles(site_id, content_hash);

CREATE TABLE cut_addresses (
    site_id INTEGER NOT NULL REFERENCES sites(id),
    reason TEXT NOT NULL,
    pattern TEXT NOT NULL,
    example TEXT NOT NULL,
    found_on TEXT,
    run_id INTEGER REFERENCES runs(id),
    PRIMARY KEY (site_id, reason, pattern)
) WITHOUT ROWID;
CREATE INDEX cut_addresses_run_id ON cut_addresses(run_id);
