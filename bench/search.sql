-- The rows of bench.search; {photos} and {releases} are filled in.

INSERT INTO archive_photographer (slug, name, upload_key_id, created_at)
SELECT 'p' || n, 'Vorname' || n || ' Brückner' || n, '', now() FROM generate_series(1, 40) n ON CONFLICT DO NOTHING;

CREATE TEMP TABLE vocabulary AS
SELECT n AS rank, CASE n WHEN 0 THEN 'Eröffnung' WHEN 1 THEN 'Rathaus' ELSE
    initcap(substr(translate(md5(n::text), '0123456789', 'aeioulmnrs'), 1, 4 + n % 9)) END AS word
FROM generate_series(0, 2999) n;

INSERT INTO archive_release (slug, number, date, dateline, titles, subtitles, summaries, texts, contact, links, terms,
    state, correction_asked, revision, edited_by, created_at, leased_by, attempts, crashes, problem, problem_detail,
    changed_at, photo_order)
SELECT 'r' || n, 'N-' || n, current_date - (n * 5475 / {releases})::int, 'Beispielstadt',
    jsonb_build_object('de', 'Fest ' || n, 'en', 'Feast ' || n), '{{}}', '{{}}', '{{}}', '{{}}', '[]', '{{}}', 'live', false, 1,
    '', now(), '', 0, 0, '', '', now(), 'time'
FROM generate_series(1, {releases}) n;
INSERT INTO archive_batch (release_id, photographer_id, created_at)
SELECT release.id, photographer.id, now() FROM archive_release release
JOIN archive_photographer photographer ON photographer.slug = 'p' || (release.id % 40 + 1) WHERE release.slug ~ '^r[0-9]';

INSERT INTO archive_original (sha256, bytes, facts, metadata, warnings, taken, created_at)
SELECT encode(sha256(n::text::bytea), 'hex'), 1, '{{}}', '{{}}', '[]',
    to_char(current_date - (n * 5475.0 / {photos})::int + time '18:00', 'YYYY-MM-DD"T"HH24:MI:SS'), now()
FROM generate_series(1, {photos}) n;

INSERT INTO archive_photo (id, release_id, batch_id, original_id, filename, captions, alt_texts, headlines, persons, keywords,
    ext_descriptions, credit, digital_source_type, source_confirmed, public_name, state, warnings, pixels_due, revision,
    edited_by, received_at, leased_by, attempts, crashes, problem, problem_detail, changed_at, sort_name)
SELECT substr(original.sha256, 1, 12), release.id, batch.id, original.id, 'DSC_' || lpad(n::text, 6, '0') || '.JPG',
    jsonb_build_object('de', said.de, 'en', said.en), jsonb_build_object('de', left(said.de, 60)), '{{}}',
    jsonb_build_array(CASE WHEN n % 2000 = 7 THEN 'Katarína Nováková' ELSE 'Vorname' || n % 977 || ' Kern' || n % 7919 END,
        'Jörg Müller' || n % 4001), '[]', '{{}}', '', '', '', '',
    CASE WHEN n <= 2000 THEN 'ready' WHEN n % 6 = 0 THEN 'declined' ELSE 'live' END, '[]', false, 1,
    '', now(), '', 0, 0, '', '', now(), ''
FROM generate_series(1, {photos}) n
JOIN archive_release release ON release.slug = 'r' || ((n - 1) / 50 + 1)
JOIN archive_batch batch ON batch.release_id = release.id
JOIN archive_original original ON original.sha256 = encode(sha256(n::text::bytea), 'hex')
CROSS JOIN LATERAL (
    SELECT string_agg(word, ' ') FILTER (WHERE place <= 16) || CASE WHEN n % 9973 = 5 THEN ' Mondlandung' ELSE '' END
            || CASE WHEN n % 10 = 3 THEN ' Eröffnung im Rathaus' WHEN n % 10 IN (4, 6) THEN ' Eröffnung' ELSE '' END
            || CASE WHEN n > {photos} * 0.9 AND n % 2 = 0 THEN ' Sparkasse' ELSE '' END AS de,
        string_agg(word, ' ') FILTER (WHERE place > 16) AS en
    FROM (SELECT place, floor(3000 * power((hashint8(n * 40::bigint + place) & 65535) / 65536.0, 3))::int AS pick
          FROM generate_series(1, 32) place) picked JOIN vocabulary ON vocabulary.rank = picked.pick
) said;
