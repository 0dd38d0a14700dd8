CREATE FUNCTION bildstelle_captioned(captions jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(key, ' ' ORDER BY key), '') FROM jsonb_each_text(captions) WHERE value <> ''
$$;
