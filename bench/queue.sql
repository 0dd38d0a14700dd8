-- The rows of bench.queue; {photos} and {releases} are filled in. Four of ten releases are drafts, two scheduled, four live.

INSERT INTO archive_photographer (slug, name, upload_key_id, created_at)
SELECT 'p' || n, 'Vorname' || n || ' Brückner' || n, '', now() FROM generate_series(1, 40) n ON CONFLICT DO NOTHING;

INSERT INTO archive_release (slug, number, date, titles, summaries, state, revision, approved_revision, goes_live_at,
    created_at, changed_at, photo_order)
SELECT 'r' || n, 'N-' || n, current_date - n, jsonb_build_object('de', 'Fest ' || n, 'en', 'Feast ' || n), '{{}}',
    CASE WHEN n % 10 < 4 THEN 'draft' WHEN n % 10 < 6 THEN 'scheduled' ELSE 'live' END, 1, 1,
    CASE WHEN n % 10 IN (4, 5) THEN now() + n * interval '1 hour' END, now(), now(), 'time'
FROM generate_series(1, {releases}) n;
INSERT INTO archive_batch (release_id, photographer_id, created_at)
SELECT release.id, photographer.id, now() FROM archive_release release
JOIN archive_photographer photographer ON photographer.slug IN ('p' || (release.id % 40 + 1), 'p' || (release.id % 39 + 2))
WHERE release.slug ~ '^r[0-9]';
INSERT INTO archive_publication (release_id, n, document, sha256, state, copied, projected, made_at, live_at)
SELECT id, 1, '{{}}', '', 'live', 0, 0, now(), now() - id * interval '1 hour' FROM archive_release WHERE state = 'live';

INSERT INTO archive_original (sha256, bytes, facts, metadata, warnings, taken, taken_at, created_at)
SELECT encode(sha256(n::text::bytea), 'hex'), 1, '{{}}', '{{}}', '[]',
    to_char(now() - n * interval '7 seconds', 'YYYY-MM-DD"T"HH24:MI:SS'), now() - n * interval '7 seconds', now()
FROM generate_series(1, {photos}) n;
INSERT INTO archive_rendition (original_id, profile, digest, key, media_type, width, height, bytes, sha256)
SELECT id, '400w', '', 'renditions/' || sha256, 'image/webp', 400, 267, 1, sha256 FROM archive_original;

INSERT INTO archive_photo (id, release_id, batch_id, original_id, filename, sort_name, captions, state, warnings, persons,
    keywords, revision, approved_revision, received_at, changed_at)
SELECT substr(original.sha256, 1, 12), release.id, batch.id, original.id, 'DSC_' || lpad(n::text, 6, '0') || '.JPG', n::text,
    CASE WHEN n % 20 = 1 THEN '{{}}' WHEN n % 20 = 2 THEN '{{"de": "Ein Fest"}}' ELSE '{{"de": "Ein Fest", "en": "A feast"}}' END::jsonb,
    CASE WHEN n % 6 = 0 THEN 'declined' WHEN release.state = 'live' THEN 'live' WHEN release.state = 'scheduled' OR n % 3 = 0
        THEN 'approved' ELSE 'ready' END, '[]', '[]', '[]', 1, 1, now(), now() - n * interval '1 second'
FROM generate_series(1, {photos}) n
JOIN archive_release release ON release.slug = 'r' || (n % {releases} + 1)
JOIN LATERAL (SELECT id FROM archive_batch WHERE release_id = release.id ORDER BY id OFFSET n / {releases} % 2 LIMIT 1) batch ON true
JOIN archive_original original ON original.sha256 = encode(sha256(n::text::bytea), 'hex');
ANALYZE;
