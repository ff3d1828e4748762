namespace Steerlens.Pipeline.Scenes;

/// <summary>One size of a sprite: how opaque it is, how much sun and sky light reaches each texel, and its hue; H x W bytes each, 0..255.</summary>
internal sealed class SpriteSheet
{
    private readonly byte[] _opacity;

    /// <summary>Makes an empty sheet.</summary>
    public SpriteSheet(int width, int height)
    {
        (Width, Height) = (width, height);
        _opacity = new byte[width * height];
        Texels = new SpriteTexel[width * height];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Light and hue.</summary>
    public SpriteTexel[] Texels { get; }

    /// <summary>A row of opacities.</summary>
    public Span<byte> OpacityRow(int row) => _opacity.AsSpan(row * Width, Width);

    /// <summary>The next smaller size.</summary>
    public SpriteSheet Halved()
    {
        var half = new SpriteSheet(Math.Max(1, Width / 2), Math.Max(1, Height / 2));
        for (var y = 0; y < half.Height; y++)
        {
            for (var x = 0; x < half.Width; x++)
            {
                int opacity = 0, sun = 0, sky = 0, hue = 0;
                for (var i = 0; i < 4; i++)
                {
                    var at = (Math.Min(Height - 1, (y * 2) + (i >> 1)) * Width) + Math.Min(Width - 1, (x * 2) + (i & 1));
                    int weight = _opacity[at];
                    opacity += weight;
                    sun += weight * Texels[at].Sun;
                    sky += weight * Texels[at].Sky;
                    hue += weight * Texels[at].Hue;
                }
                var total = Math.Max(1, opacity);
                half._opacity[(y * half.Width) + x] = (byte)((opacity + 2) / 4);
                half.Texels[(y * half.Width) + x] = new SpriteTexel((byte)(sun / total), (byte)(sky / total), (byte)(hue / total));
            }
        }
        return half;
    }
}

/// <summary>Light and hue of one texel: the share of sunlight and of sky light, and the place between bark (0), dark (128) and light leaves (255).</summary>
internal readonly record struct SpriteTexel(byte Sun, byte Sky, byte Hue);

/// <summary>All sprites in all sizes.</summary>
internal sealed class SpriteSheets
{
    private readonly SpriteSheet[][] _sheets;

    /// <summary>Takes the full sizes and makes the smaller ones.</summary>
    public SpriteSheets(IReadOnlyList<SpriteSheet> full)
    {
        ArgumentNullException.ThrowIfNull(full);
        _sheets = new SpriteSheet[full.Count][];
        for (var i = 0; i < full.Count; i++)
        {
            var levels = new List<SpriteSheet> { full[i] };
            while (levels[^1].Height > 4) levels.Add(levels[^1].Halved());
            _sheets[i] = [.. levels];
        }
    }

    /// <summary>The size whose texels are nearest to a sprite's samples.</summary>
    public SpriteSheet Level(ref readonly Sprite sprite)
    {
        var levels = _sheets[sprite.Sheet];
        var level = 0;
        var rows = sprite.Bottom - sprite.Top;
        while (level + 1 < levels.Length && levels[level].Height > 1.5f * rows) level++;
        return levels[level];
    }
}
