-- Marks beside a photo's words, so that the index alone narrows down: whether it was declined, and the five years of
-- which one is its own. 0013_search.sql writes the words, decision 51 says why.

CREATE FUNCTION bildstelle_mark_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := NEW.words || array_to_tsvector(
        ARRAY['five:' || (extract(year FROM NEW.shown_at AT TIME ZONE 'UTC')::int / 5 * 5)]
        || CASE WHEN EXISTS (SELECT FROM archive_photo WHERE id = NEW.photo_id AND state = 'declined')
            THEN ARRAY['is:declined'] ELSE '{}' END);
    RETURN NEW;
END
$$;
-- Whoever writes words anew inserts them, or tries to: what takes the place of older ones has its marks, too.
CREATE TRIGGER photo_words_marked BEFORE INSERT ON archive_photowords
    FOR EACH ROW EXECUTE FUNCTION bildstelle_mark_words();

CREATE FUNCTION bildstelle_photo_declined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE archive_photowords SET words = CASE NEW.state
        WHEN 'declined' THEN words || array_to_tsvector(ARRAY['is:declined']) ELSE ts_delete(words, 'is:declined') END
    WHERE photo_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER photo_words_declined AFTER UPDATE ON archive_photo FOR EACH ROW
    WHEN ((OLD.state = 'declined') IS DISTINCT FROM (NEW.state = 'declined'))
    EXECUTE FUNCTION bildstelle_photo_declined();

-- Words without marks are made anew by upkeep's next passes.
TRUNCATE archive_photowords;

-- With 100, a name in ten spellings counts as a common word, and all rows are read to find the few that have one.
ALTER TABLE archive_photowords ALTER words SET STATISTICS 500;
