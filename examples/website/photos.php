<?php
// Shows the photos of a release on the server; asks for the manifest at most once in a minute.
const MANIFEST = 'https://press.example/releases/stadtfest/manifest.json';
const LANGUAGE = 'de';

/** The manifest; null where it was never read or is a day old because the press office cannot be reached. */
function manifest(): ?array
{
    $file = sys_get_temp_dir() . '/manifest-' . hash('sha256', MANIFEST) . '.json';
    $held = is_file($file) ? json_decode((string) file_get_contents($file), true) : null;
    $asked = $held['asked'] ?? 0;
    if ($asked > time() - 60) {
        return $held['manifest'];
    }
    $headers = isset($held['etag']) ? ["If-None-Match: {$held['etag']}"] : [];
    $options = ['http' => ['header' => $headers, 'timeout' => 5, 'ignore_errors' => true]];
    $stream = @fopen(MANIFEST, 'r', false, stream_context_create($options));
    $answer = $stream ? stream_get_meta_data($stream)['wrapper_data'] : ['HTTP/1.1 503'];
    $status = (int) (explode(' ', $answer[0])[1] ?? 0);
    if ($status === 200) {
        $etag = preg_filter('/^etag:\s*/i', '', $answer);
        $held = ['etag' => array_values($etag)[0] ?? null, 'manifest' => json_decode(stream_get_contents($stream), true)];
    }
    if ($status === 200 || $status === 304) {
        $held['asked'] = time();
        file_put_contents($file, json_encode($held), LOCK_EX);
        return $held['manifest'];
    }
    return $asked > time() - 86400 ? $held['manifest'] : null;
}

/** A text in the page's language, else in any that there is, for HTML. */
function text(array $texts): string
{
    return htmlspecialchars(($texts[LANGUAGE] ?? '') ?: (array_values(array_filter($texts))[0] ?? ''));
}

/** The photo in several widths, without those that show a part of it, for HTML. */
function srcset(array $photo): string
{
    ['width' => $width, 'height' => $height] = $photo['download'];
    $whole = fn($file) => abs($file['width'] * $height / $file['height'] / $width - 1) < 0.02;
    $widths = array_map(fn($file) => "{$file['href']} {$file['width']}w", array_filter($photo['renditions'], $whole));
    return htmlspecialchars(implode(', ', $widths));
}

$manifest = manifest();
$live = array_filter($manifest['photos'] ?? [], fn($photo) => $photo['status'] === 'live'); // all else was withdrawn
?>
<!doctype html>
<html lang="<?= LANGUAGE ?>">
<head><meta charset="utf-8"><title>Fotos der Stadt</title><link rel="stylesheet" href="website.css"></head>
<body><main>
<h1>Fotos der Stadt</h1>
<?php if ($manifest === null): ?>
<p>Die Fotos sind gerade nicht erreichbar.</p>
<?php elseif (!$live): ?>
<p>Zu dieser Mitteilung gibt es keine Fotos.</p>
<?php endif; ?>
<?php foreach ($live as $photo): $file = $photo['download']; ?>
<figure>
  <img srcset="<?= srcset($photo) ?>" sizes="(min-width: 48rem) 40rem, 92vw" alt="<?= text($photo['alt_texts']) ?>"
    width="<?= (int) $file['width'] ?>" height="<?= (int) $file['height'] ?>" loading="lazy">
  <figcaption><?= text($photo['captions']) ?> <?= htmlspecialchars($photo['credit']) ?></figcaption>
</figure>
<?php endforeach; ?>
</main></body>
</html>
