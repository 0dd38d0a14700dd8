-- The photos of search.sql once more, as copy {copy} of them: other files and releases, the same words but the file's number.

INSERT INTO archive_release (slug, number, date, dateline, titles, subtitles, summaries, texts, contact, links, terms,
    state, correction_asked, revision, edited_by, created_at, leased_by, attempts, crashes, problem, problem_detail,
    changed_at, photo_order)
SELECT 'c{copy}' || slug, number || '-{copy}', date, dateline, titles, subtitles, summaries, texts, contact, links, terms,
    state, correction_asked, revision, edited_by, created_at, leased_by, attempts, crashes, problem, problem_detail,
    changed_at, photo_order
FROM archive_release WHERE slug ~ '^r[0-9]';
INSERT INTO archive_batch (release_id, photographer_id, created_at)
SELECT copied.id, batch.photographer_id, now() FROM archive_batch batch
JOIN archive_release release ON release.id = batch.release_id AND release.slug ~ '^r[0-9]'
JOIN archive_release copied ON copied.slug = 'c{copy}' || release.slug;

CREATE TEMP TABLE copied ON COMMIT DROP AS
SELECT photo.id AS source, encode(sha256((photo.id || '-{copy}')::bytea), 'hex') AS sha256, original.taken,
    release.id AS release_id, batch.id AS batch_id,
    'DSC_' || (substr(photo.filename, 5, 6)::int + {copy} * {photos}) || '.JPG' AS filename
FROM archive_photo photo
JOIN archive_original original ON original.id = photo.original_id
JOIN archive_release home ON home.id = photo.release_id AND home.slug ~ '^r[0-9]'
JOIN archive_release release ON release.slug = 'c{copy}' || home.slug
JOIN archive_batch batch ON batch.release_id = release.id;

INSERT INTO archive_original (sha256, bytes, facts, metadata, warnings, taken, created_at)
SELECT sha256, 1, '{{}}', '{{}}', '[]', taken, now() FROM copied;
INSERT INTO archive_photo (id, release_id, batch_id, original_id, filename, captions, alt_texts, headlines, persons,
    keywords, ext_descriptions, credit, digital_source_type, source_confirmed, public_name, state, warnings, pixels_due,
    revision, edited_by, received_at, leased_by, attempts, crashes, problem, problem_detail, changed_at, sort_name)
SELECT substr(copied.sha256, 1, 12), copied.release_id, copied.batch_id, original.id, copied.filename, captions, alt_texts,
    headlines, persons, keywords, ext_descriptions, credit, digital_source_type, source_confirmed, public_name,
    CASE state WHEN 'ready' THEN 'live' ELSE state END, photo.warnings, pixels_due, revision, edited_by, received_at,
    leased_by, attempts, crashes, problem, problem_detail, changed_at, sort_name
FROM copied
JOIN archive_photo photo ON photo.id = copied.source
JOIN archive_original original ON original.sha256 = copied.sha256;
INSERT INTO archive_photowords (photo_id, words, shown_at)
SELECT substr(copied.sha256, 1, 12), words.words || to_tsvector('simple', bildstelle_fold(copied.filename)), words.shown_at
FROM copied JOIN archive_photowords words ON words.photo_id = copied.source;
