<?php
// Shows the photos of a release on the server; asks for the manifest at most once in a minute.
const MANIFEST = 'https://press.example/releases/stadtfest/manifest.json';
const LANGUAGE = 'de';
const AI = ['wholly' => 'Mit KI erzeugt.', 'partly' => 'Mit KI bearbeitet.'];

/** The manifest; null where it was never read or is a day old because the press office cannot be reached. */
function manifest(): ?array
{
    $file = sys_get_temp_dir() . '/manifest-' . hash('sha256', MANIFEST) . '.json';
    $held = (is_file($file) ? json_decode((string) file_get_contents($file), true) : null) ?? [];
    if (($held['asked'] ?? 0) <= time() - 60) {
        $held = ['asked' => time()] + ask($held['etag'] ?? '') + $held;
        file_put_contents($file, json_encode($held), LOCK_EX);
    }
    return ($held['read'] ?? 0) > time() - 86400 ? $held['manifest'] : null;
}

/** What the press office answers; nothing where it does not, or not with a manifest. */
function ask(string $etag): array
{
    $options = ['header' => $etag ? ["If-None-Match: $etag"] : [], 'timeout' => 5, 'ignore_errors' => true];
    $stream = @fopen(MANIFEST, 'r', false, stream_context_create(['http' => $options]));
    $headers = $stream ? stream_get_meta_data($stream)['wrapper_data'] : [];
    $statuses = preg_filter('~^HTTP/\S+ (\d+).*~', '$1', $headers); // one more for each redirect
    if (end($statuses) === '304') {
        return ['read' => time()];
    }
    $manifest = end($statuses) === '200' ? json_decode((string) stream_get_contents($stream), true) : null;
    $etags = preg_filter('/^etag:\s*/i', '', $headers);
    return is_array($manifest) ? ['read' => time(), 'etag' => end($etags) ?: '', 'manifest' => $manifest] : [];
}

/** A text in the page's language, else in any that there is, for HTML. */
function text(array $texts): string
{
    return htmlspecialchars(($texts[LANGUAGE] ?? '') ?: (array_values(array_filter($texts))[0] ?? ''));
}

/** The photo in several widths, one file for each, without those that show a part of it. */
function widths(array $photo): array
{
    ['width' => $width, 'height' => $height] = $photo['download'];
    $whole = fn($file) => abs($file['width'] * $height / $file['height'] / $width - 1) < 0.02;
    return array_column(array_filter($photo['renditions'], $whole), null, 'width') ?: [$photo['download']];
}

/** Files as the attribute of an image, for HTML. */
function srcset(array $files): string
{
    return htmlspecialchars(implode(', ', array_map(fn($file) => "{$file['href']} {$file['width']}w", $files)));
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
<?php foreach ($live as $photo): $file = $photo['download']; $widths = widths($photo); ?>
<figure>
  <img srcset="<?= srcset($widths) ?>" sizes="(min-width: 48rem) 40rem, 92vw" src="<?= htmlspecialchars(end($widths)['href']) ?>"
    alt="<?= text($photo['alt_texts']) ?>" width="<?= (int) $file['width'] ?>" height="<?= (int) $file['height'] ?>" loading="lazy">
  <figcaption><?= text($photo['captions']) ?> <?= AI[$photo['ai']['made'] ?? ''] ?? '' ?>
    <?= htmlspecialchars($photo['credit']) ?></figcaption>
</figure>
<?php endforeach; ?>
</main></body>
</html>
