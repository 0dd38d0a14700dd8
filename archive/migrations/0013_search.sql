-- The search's words: functions and triggers; 0013_search.py makes the tables, decision 51 says why.

-- Text as it is compared: lower case, without accents and signs; ß is ss.
CREATE FUNCTION bildstelle_fold(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        translate(
            replace(replace(replace(
                regexp_replace(normalize(lower(said), NFKD), '[\u0300-\u036f]', '', 'g'),
                'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
            'łøđðıħ', 'loddih'),
        '[^[:alnum:]]+', ' ', 'g')
$$;

-- Umlauts in two letters.
CREATE FUNCTION bildstelle_spell_out(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT replace(replace(replace(normalize(lower(said), NFC), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue')
$$;

CREATE FUNCTION bildstelle_stemming(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE split_part(language, '-', 1)
        WHEN 'de' THEN 'german'::regconfig WHEN 'en' THEN 'english' WHEN 'fr' THEN 'french' WHEN 'it' THEN 'italian'
        WHEN 'es' THEN 'spanish' WHEN 'nl' THEN 'dutch' WHEN 'da' THEN 'danish' WHEN 'sv' THEN 'swedish'
        ELSE 'simple' END
$$;

-- A name roughly as it sounds, for those that are spelt in several ways: Meyer is Maier, Nowakowa is Novakova.
CREATE FUNCTION bildstelle_sound(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
            translate(word, 'wyj', 'vii'),
            'sch', 's'), 'sz', 's'), 'sh', 's'), 'tz', 'z'), 'ck', 'k'), 'ph', 'f'), 'th', 't'), 'dt', 't'),
            'ae', 'a'), 'oe', 'o'), 'ue', 'u'), 'ei', 'ai'),
        '(.)\1+', '\1', 'g')
$$;

-- Every longer word of some names by its sound, as it is and with each of its letters left out, behind "~": two names
-- that differ by one letter too many, too few, swapped or wrong have one of these in common.
CREATE FUNCTION bildstelle_spellings(names text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    found text[] := '{}';
    word text;
BEGIN
    FOREACH word IN ARRAY string_to_array(bildstelle_fold(names), ' ') LOOP
        word := bildstelle_sound(word);
        IF length(word) BETWEEN 4 AND 40 THEN
            found := found || ('~' || word);
            FOR n IN 1..length(word) LOOP
                found := found || ('~' || left(word, n - 1) || substr(word, n + 1));
            END LOOP;
        END IF;
    END LOOP;
    RETURN found;
END
$$;

-- A day as people write it: 2026-11-05, 20261105, 5.11.2026, 05.11.26, 5. November, 5 November 2026.
CREATE FUNCTION bildstelle_write_day(day date) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws(' eofx ',
        to_char(day, 'YYYY MM DD'), to_char(day, 'YYYYMMDD'), to_char(day, 'YYMMDD'), to_char(day, 'DD MM YYYY'),
        to_char(day, 'FMDD FMMM YYYY'), to_char(day, 'DD MM YY'),
        to_char(day, 'FMDD ') || (ARRAY['januar', 'februar', 'märz', 'april', 'mai', 'juni', 'juli', 'august',
            'september', 'oktober', 'november', 'dezember'])[extract(month FROM day)::int] || to_char(day, ' YYYY'),
        to_char(day, 'FMDD ') || (ARRAY['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august',
            'september', 'october', 'november', 'december'])[extract(month FROM day)::int] || to_char(day, ' YYYY'))
$$;

-- `texts` are [language, text] pairs, without a language as ["", text]: words in their places for phrases, stems, and
-- umlauts in two letters. No phrase reaches from one text into the next. `marks` are lexemes as they are.
CREATE FUNCTION bildstelle_words(texts jsonb, marks text[]) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    language text;
    said text;
    every text := '';
    umlauts text := '';
    stems tsvector := '';
BEGIN
    FOR language, said IN SELECT pair->>0, string_agg(pair->>1, ' eofx ') FROM jsonb_array_elements(texts) pair
            WHERE pair->>1 <> '' GROUP BY 1 LOOP
        IF said ~* '[äöü]' THEN
            umlauts := umlauts || ' ' || bildstelle_fold(bildstelle_spell_out(said));
        END IF;
        said := bildstelle_fold(said);
        every := every || ' eofx ' || said;
        IF language <> '' THEN
            stems := stems || strip(to_tsvector(bildstelle_stemming(language), said));
        END IF;
    END LOOP;
    RETURN ts_delete(
        to_tsvector('simple', every) || stems || strip(to_tsvector('simple', umlauts)) || array_to_tsvector(marks),
        'eofx');
END
$$;

-- (Re)writes the words of these photos, where they have changed.
CREATE FUNCTION bildstelle_index_photos(photos varchar[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO archive_photowords (photo_id, words, shown_at)
    SELECT photo.id, bildstelle_words(found.texts, found.marks), found.shown_at AT TIME ZONE 'UTC'
    FROM archive_photo photo
    JOIN archive_release release ON release.id = photo.release_id
    JOIN archive_batch batch ON batch.id = photo.batch_id
    LEFT JOIN archive_photographer photographer ON photographer.id = batch.photographer_id
    LEFT JOIN archive_original original ON original.id = photo.original_id
    CROSS JOIN LATERAL (
        -- When it was taken, as far as that can be true.
        SELECT least(
            CASE WHEN pg_input_is_valid(left(original.taken, 19), 'timestamp') AND original.taken ~ '^\d{4}-\d\d-\d\d'
                THEN left(original.taken, 19)::timestamp ELSE release.date END,
            photo.received_at AT TIME ZONE 'UTC' + interval '14 hours') AS shown_at
    ) moment
    CROSS JOIN LATERAL (
        SELECT moment.shown_at,
            (SELECT jsonb_agg(pair) FROM (
                SELECT jsonb_build_array(key, value) pair FROM (
                    SELECT * FROM jsonb_each_text(photo.captions)
                    UNION ALL SELECT * FROM jsonb_each_text(photo.alt_texts)
                    UNION ALL SELECT * FROM jsonb_each_text(photo.headlines)
                    UNION ALL SELECT * FROM jsonb_each_text(photo.ext_descriptions)
                    UNION ALL SELECT * FROM jsonb_each_text(release.titles)
                    UNION ALL SELECT * FROM jsonb_each_text(release.subtitles)
                ) said
                UNION ALL SELECT jsonb_build_array('', value) FROM jsonb_array_elements_text(photo.persons)
                UNION ALL SELECT jsonb_build_array('', value) FROM jsonb_array_elements_text(photo.keywords)
                UNION ALL SELECT jsonb_build_array('', value) FROM unnest(ARRAY[
                    photo.filename, regexp_replace(photo.filename, '\D+0*', ' ', 'g'), photo.public_name,
                    photo.credit, photographer.name, release.slug, release.number, release.dateline,
                    original.metadata #>> '{creator,value}', original.metadata #>> '{city,value}',
                    original.metadata #>> '{sublocation,value}', original.metadata #>> '{country,value}',
                    original.metadata #>> '{event,value}',
                    bildstelle_write_day(moment.shown_at::date)]) value
            ) pairs) AS texts,
            bildstelle_spellings(concat_ws(' ', photographer.name, original.metadata #>> '{creator,value}',
                original.metadata #>> '{city,value}',
                (SELECT string_agg(value, ' ') FROM jsonb_array_elements_text(photo.persons))))
            || ARRAY['of:' || release.id, 'in:' || to_char(moment.shown_at, 'YYYY'),
                CASE WHEN moment.shown_at < '1990-01-01' THEN 'in:past' ELSE 'in:' || to_char(moment.shown_at, 'YYYY-MM') END]
            || CASE WHEN photographer.id IS NULL THEN '{}' ELSE ARRAY['by:' || photographer.id] END AS marks
    ) found
    WHERE photo.id = ANY (photos)
    ON CONFLICT (photo_id) DO UPDATE SET words = excluded.words, shown_at = excluded.shown_at
    WHERE (archive_photowords.words, archive_photowords.shown_at) IS DISTINCT FROM (excluded.words, excluded.shown_at)
$$;

CREATE FUNCTION bildstelle_photo_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bildstelle_index_photos(ARRAY[NEW.id]);
    RETURN NULL;
END
$$;
CREATE TRIGGER photo_words_made AFTER INSERT ON archive_photo FOR EACH ROW EXECUTE FUNCTION bildstelle_photo_words();
CREATE TRIGGER photo_words_kept AFTER UPDATE ON archive_photo FOR EACH ROW
    WHEN ((OLD.release_id, OLD.batch_id, OLD.original_id, OLD.filename, OLD.public_name, OLD.credit, OLD.captions,
           OLD.alt_texts, OLD.headlines, OLD.ext_descriptions, OLD.persons, OLD.keywords) IS DISTINCT FROM
          (NEW.release_id, NEW.batch_id, NEW.original_id, NEW.filename, NEW.public_name, NEW.credit, NEW.captions,
           NEW.alt_texts, NEW.headlines, NEW.ext_descriptions, NEW.persons, NEW.keywords))
    EXECUTE FUNCTION bildstelle_photo_words();

CREATE FUNCTION bildstelle_original_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bildstelle_index_photos((SELECT array_agg(id) FROM archive_photo WHERE original_id = NEW.id));
    RETURN NULL;
END
$$;
CREATE TRIGGER original_words_kept AFTER UPDATE ON archive_original FOR EACH ROW
    WHEN ((OLD.metadata, OLD.taken) IS DISTINCT FROM (NEW.metadata, NEW.taken))
    EXECUTE FUNCTION bildstelle_original_words();

CREATE FUNCTION bildstelle_batch_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bildstelle_index_photos((SELECT array_agg(id) FROM archive_photo WHERE batch_id = NEW.id));
    RETURN NULL;
END
$$;
CREATE TRIGGER batch_words_kept AFTER UPDATE ON archive_batch FOR EACH ROW
    WHEN (OLD.photographer_id IS DISTINCT FROM NEW.photographer_id)
    EXECUTE FUNCTION bildstelle_batch_words();

CREATE FUNCTION bildstelle_photographer_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bildstelle_index_photos((SELECT array_agg(photo.id) FROM archive_photo photo
        JOIN archive_batch batch ON batch.id = photo.batch_id WHERE batch.photographer_id = NEW.id));
    RETURN NULL;
END
$$;
CREATE TRIGGER photographer_words_kept AFTER UPDATE ON archive_photographer FOR EACH ROW
    WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION bildstelle_photographer_words();

CREATE FUNCTION bildstelle_index_releases(releases bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO archive_releasewords (release_id, words, shown_at)
    SELECT release.id, bildstelle_words(found.texts, found.marks), release.date::timestamp AT TIME ZONE 'UTC'
    FROM archive_release release
    CROSS JOIN LATERAL (
        SELECT (SELECT jsonb_agg(pair) FROM (
                SELECT jsonb_build_array(key, value) pair FROM (
                    SELECT * FROM jsonb_each_text(release.titles)
                    UNION ALL SELECT * FROM jsonb_each_text(release.subtitles)
                    UNION ALL SELECT * FROM jsonb_each_text(release.summaries)
                    UNION ALL SELECT * FROM jsonb_each_text(release.texts)
                ) said
                UNION ALL SELECT jsonb_build_array('', value) FROM unnest(ARRAY[
                    release.slug, release.number, release.dateline, bildstelle_write_day(release.date)]) value
            ) pairs) AS texts,
            bildstelle_spellings(concat_ws(' ', release.dateline,
                (SELECT string_agg(value, ' ') FROM jsonb_each_text(release.titles))))
            || ARRAY['of:' || release.id, 'in:' || to_char(release.date, 'YYYY')] AS marks
    ) found
    WHERE release.id = ANY (releases) AND release.slug <> '_unsorted'
    ON CONFLICT (release_id) DO UPDATE SET words = excluded.words, shown_at = excluded.shown_at
$$;

CREATE FUNCTION bildstelle_release_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bildstelle_index_releases(ARRAY[NEW.id]);
    IF TG_OP = 'UPDATE' AND (OLD.titles, OLD.subtitles, OLD.slug, OLD.number, OLD.dateline, OLD.date) IS DISTINCT FROM
            (NEW.titles, NEW.subtitles, NEW.slug, NEW.number, NEW.dateline, NEW.date) THEN
        PERFORM bildstelle_index_photos((SELECT array_agg(id) FROM archive_photo WHERE release_id = NEW.id));
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER release_words_made AFTER INSERT ON archive_release
    FOR EACH ROW EXECUTE FUNCTION bildstelle_release_words();
CREATE TRIGGER release_words_kept AFTER UPDATE ON archive_release FOR EACH ROW
    WHEN ((OLD.titles, OLD.subtitles, OLD.summaries, OLD.texts, OLD.slug, OLD.number, OLD.dateline, OLD.date)
        IS DISTINCT FROM
        (NEW.titles, NEW.subtitles, NEW.summaries, NEW.texts, NEW.slug, NEW.number, NEW.dateline, NEW.date))
    EXECUTE FUNCTION bildstelle_release_words();

-- One word of a question, or a phrase: as it stands, its stems in these languages, and an umlaut in two letters.
-- `widely`: what begins with it or with its stem, too, and names that differ by one letter.
CREATE FUNCTION bildstelle_term(said text, languages text[], widely boolean) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    folded text := btrim(bildstelle_fold(said));
    wanted tsquery := phraseto_tsquery('simple', folded);
    language text;
    stem tsquery;
BEGIN
    IF said ~* '[äöü]' THEN
        wanted := wanted || phraseto_tsquery('simple', bildstelle_fold(bildstelle_spell_out(said)));
    END IF;
    IF strpos(folded, ' ') > 0 OR folded = '' THEN
        RETURN wanted;
    END IF;
    FOREACH language IN ARRAY languages LOOP
        stem := plainto_tsquery(bildstelle_stemming(language), folded);
        wanted := wanted || stem;
        IF widely AND length(stem::text) > 5 THEN
            wanted := wanted || (stem::text || ':*')::tsquery;
        END IF;
    END LOOP;
    IF widely THEN
        IF length(folded) > 3 THEN
            wanted := wanted || (quote_literal(folded) || ':*')::tsquery;
        END IF;
        FOR folded IN SELECT quote_literal(spelling) FROM unnest(bildstelle_spellings(said)) spelling LOOP
            wanted := wanted || folded::tsquery;
        END LOOP;
    END IF;
    RETURN wanted;
END
$$;

-- A whole question. Words that a language passes over (the, und) count only where there are no others.
CREATE FUNCTION bildstelle_question(words text[], phrases text[], without text[], marks text[], languages text[],
    widely boolean) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    wanted tsquery := '';
    passed_over tsquery := '';
    said text;
BEGIN
    FOREACH said IN ARRAY words LOOP
        IF EXISTS (SELECT FROM unnest(languages) language
                WHERE numnode(plainto_tsquery(bildstelle_stemming(language), bildstelle_fold(said))) = 0) THEN
            passed_over := passed_over && bildstelle_term(said, '{}', false);
        ELSE
            wanted := wanted && bildstelle_term(said, languages, widely);
        END IF;
    END LOOP;
    FOREACH said IN ARRAY phrases LOOP
        wanted := wanted && bildstelle_term(said, '{}', false);
    END LOOP;
    IF numnode(wanted) = 0 THEN
        wanted := passed_over;
    END IF;
    FOREACH said IN ARRAY marks LOOP
        wanted := wanted && quote_literal(said)::tsquery;
    END LOOP;
    FOREACH said IN ARRAY without LOOP
        wanted := wanted && !! bildstelle_term(said, languages, false);
    END LOOP;
    RETURN wanted;
END
$$;
