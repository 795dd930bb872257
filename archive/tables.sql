-- The tables of the first schema. Later changes are migrations of their own (archive/migrations.py); this file stays.
-- What each column holds: docs/archive.md.

CREATE TABLE municipalities (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    county_code TEXT NOT NULL,
    county TEXT NOT NULL,
    website TEXT NOT NULL,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL
);

CREATE TABLE sites (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    municipality_code TEXT REFERENCES municipalities(code),
    base_url TEXT NOT NULL,
    cms TEXT
);
CREATE INDEX sites_municipality_code ON sites(municipality_code);

CREATE TABLE sections (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites(id),
    parent_id INTEGER REFERENCES sections(id),
    name TEXT NOT NULL,
    trail TEXT NOT NULL,
    depth INTEGER NOT NULL,
    url TEXT,
    UNIQUE (site_id, trail)
);
CREATE INDEX sections_parent_id ON sections(parent_id);

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    resumed INTEGER NOT NULL DEFAULT 0,
    process TEXT NOT NULL,
    arguments TEXT NOT NULL,
    counts TEXT,
    finish_reason TEXT,
    exit_status INTEGER,
    program_version TEXT NOT NULL
);

CREATE TABLE addresses (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites(id),
    url TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('start', 'walk', 'list', 'article')),
    state TEXT NOT NULL CHECK (state IN ('pending', 'stored', 'done', 'failed', 'gone')),
    reason TEXT,
    placing TEXT,
    rank INTEGER NOT NULL,
    found_on TEXT,
    found_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    fetched_at TEXT,
    run_id INTEGER REFERENCES runs(id),
    failures INTEGER NOT NULL DEFAULT 0,
    derivations INTEGER NOT NULL DEFAULT 0,
    etag TEXT,
    last_modified TEXT,
    page_id INTEGER REFERENCES pages(id),
    context TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX addresses_site_id ON addresses(site_id, due_at);
CREATE INDEX addresses_stored ON addresses(site_id) WHERE state = 'stored';
CREATE INDEX addresses_run_id ON addresses(run_id);
CREATE INDEX addresses_page_id ON addresses(page_id);

CREATE TABLE address_sections (
    address_id INTEGER NOT NULL REFERENCES addresses(id),
    section_id INTEGER NOT NULL REFERENCES sections(id),
    listed INTEGER NOT NULL,
    PRIMARY KEY (address_id, section_id)
) WITHOUT ROWID;
CREATE INDEX address_sections_section_id ON address_sections(section_id);

CREATE TABLE run_sections (
    run_id INTEGER NOT NULL REFERENCES runs(id),
    section_id INTEGER NOT NULL REFERENCES sections(id),
    address_id INTEGER NOT NULL REFERENCES addresses(id),
    PRIMARY KEY (run_id, address_id, section_id)
) WITHOUT ROWID;
CREATE INDEX run_sections_section_id ON run_sections(section_id);
CREATE INDEX run_sections_address_id ON run_sections(address_id);

CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    address_id INTEGER NOT NULL REFERENCES addresses(id),
    run_id INTEGER REFERENCES runs(id),
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    request_headers TEXT NOT NULL,
    response_headers TEXT NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    encoding TEXT,
    payload BLOB,
    revisit_of INTEGER REFERENCES pages(id)
);
CREATE INDEX pages_address_id ON pages(address_id);
CREATE INDEX pages_run_id ON pages(run_id);
CREATE INDEX pages_revisit_of ON pages(revisit_of);

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES sites(id),
    section_id INTEGER REFERENCES sections(id),
    url TEXT NOT NULL UNIQUE,
    headline TEXT NOT NULL,
    description TEXT,
    article_body TEXT NOT NULL,
    article_body_html TEXT NOT NULL,
    author TEXT,
    contact TEXT,
    in_language TEXT,
    breadcrumb TEXT NOT NULL,
    trail_source TEXT NOT NULL,
    date_published TEXT,
    date_published_precision TEXT,
    date_published_source TEXT NOT NULL,
    date_published_text TEXT,
    date_modified TEXT,
    published_year INTEGER,
    word_count INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    extracted_by TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    last_changed TEXT NOT NULL,
    gone_at TEXT,
    hidden INTEGER NOT NULL DEFAULT 0,
    page_id INTEGER NOT NULL REFERENCES pages(id)
);
CREATE INDEX articles_site_id ON articles(site_id, date_published);
CREATE INDEX articles_section_id ON articles(section_id, date_published);
CREATE INDEX articles_published_year ON articles(published_year);
CREATE INDEX articles_date_published ON articles(date_published);
CREATE INDEX articles_page_id ON articles(page_id);

CREATE TABLE article_sections (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    section_id INTEGER NOT NULL REFERENCES sections(id),
    PRIMARY KEY (article_id, section_id)
) WITHOUT ROWID;
CREATE INDEX article_sections_section_id ON article_sections(section_id);

CREATE TABLE article_addresses (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (url, article_id)
) WITHOUT ROWID;
CREATE INDEX article_addresses_article_id ON article_addresses(article_id);

CREATE TABLE article_dates (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    role TEXT NOT NULL CHECK (role IN ('published', 'modified', 'mentioned')),
    value TEXT,
    precision TEXT,
    source TEXT NOT NULL,
    text TEXT NOT NULL,
    reason TEXT
);
CREATE INDEX article_dates_article_id ON article_dates(article_id);

CREATE TABLE article_versions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    version INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    page_id INTEGER NOT NULL REFERENCES pages(id),
    headline TEXT NOT NULL,
    description TEXT,
    article_body TEXT NOT NULL,
    changed TEXT NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (article_id, version)
);
CREATE INDEX article_versions_page_id ON article_versions(page_id);

CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    content_url TEXT NOT NULL UNIQUE,
    sha256 TEXT,
    width INTEGER,
    height INTEGER,
    media_type TEXT
);

CREATE TABLE article_images (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    image_id INTEGER NOT NULL REFERENCES images(id),
    position INTEGER NOT NULL,
    alt TEXT,
    caption TEXT,
    credit_text TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX article_images_image_id ON article_images(image_id);

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY,
    content_url TEXT NOT NULL UNIQUE,
    sha256 TEXT,
    encoding_format TEXT
);

CREATE TABLE article_attachments (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    attachment_id INTEGER NOT NULL REFERENCES attachments(id),
    position INTEGER NOT NULL,
    name TEXT,
    content_size TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX article_attachments_attachment_id ON article_attachments(attachment_id);

-- One line per article with the joined names, for browsing. Hidden articles are not shown.
CREATE VIEW news AS
SELECT
    articles.id,
    articles.headline,
    articles.date_published AS published,
    articles.published_year AS year,
    municipalities.name AS municipality,
    municipalities.county,
    sites.name AS site,
    sections.trail AS section,
    articles.description,
    (SELECT images.content_url FROM article_images JOIN images ON images.id = article_images.image_id
        WHERE article_images.article_id = articles.id ORDER BY article_images.position LIMIT 1) AS image,
    (SELECT count(*) FROM article_attachments WHERE article_attachments.article_id = articles.id) AS attachments,
    articles.word_count AS words,
    articles.gone_at,
    articles.url
FROM articles
JOIN sites ON sites.id = articles.site_id
LEFT JOIN municipalities ON municipalities.code = sites.municipality_code
LEFT JOIN sections ON sections.id = articles.section_id
WHERE articles.hidden = 0;
