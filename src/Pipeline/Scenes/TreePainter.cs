using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>Paints the sprites of trees leaf by leaf, lit from the upper left in front.</summary>
internal sealed class TreePainter
{
    private static readonly Vector3 Light = Vector3.Normalize(new Vector3(-0.62f, 0.62f, 0.48f));

    private static readonly Lazy<SpriteSheets> Painted = new(Paint);

    private readonly SpriteSheet _sheet;
    private readonly SceneRandom _random;
    private readonly List<Leaf> _leaves = [];
    private long _draw;

    private TreePainter(int width, int height, SceneRandom random) => (_sheet, _random) = (new SpriteSheet(width, height), random);

    private readonly record struct Leaf(float X, float Y, float Z, float Radius, SpriteTexel Texel);

    /// <summary>All sheets, in the order of <see cref="TreeKind"/>: the same in every scene, painted when first needed.</summary>
    public static SpriteSheets Sheets => Painted.Value;

    private static SpriteSheets Paint()
    {
        var sheets = new SpriteSheet[TreeShape.Count];
        for (var i = 0; i < sheets.Length; i++)
        {
            var random = new SceneRandom(1, $"tree {i}");
            sheets[i] = (TreeKind)i switch
            {
                TreeKind.BroadA or TreeKind.BroadB => new TreePainter(384, 448, random).Broad(),
                TreeKind.Spruce => new TreePainter(320, 640, random).Spruce(),
                TreeKind.PineA or TreeKind.PineB => new TreePainter(320, 800, random).Pine(),
                TreeKind.Bush => new TreePainter(256, 176, random).Bush(),
                _ => new TreePainter(640, 192, random).Row(),
            };
        }
        return new SpriteSheets(sheets);
    }

    private SpriteSheet Broad()
    {
        Trunk(0.5f, 0, 0.42f, 0.035f, 0.02f);
        Cluster(0.5f, 0.66f, 0.23f, 0.24f, 1800);
        for (var i = 0; i < 15; i++)
        {
            var angle = i * 2.4f;
            var away = 0.14f + (0.17f * Next());
            Cluster(0.5f + (away * 1.05f * MathF.Cos(angle)), 0.63f + (away * 0.95f * MathF.Sin(angle)), 0.10f + (0.06f * Next()), 0.10f + (0.05f * Next()), 800);
        }
        return Finish();
    }

    private SpriteSheet Spruce()
    {
        Trunk(0.5f, 0, 0.9f, 0.022f, 0.004f);
        for (var i = 0; i < 26000; i++)
        {
            var rise = 0.07f + (0.92f * (1 - MathF.Sqrt(Next())));
            var tier = rise * 15 % 1;
            var reach = (0.40f * MathF.Pow(1 - rise, 0.8f) * (0.72f + (0.42f * (1 - tier)))) + 0.012f;
            var angle = Next() * MathF.PI * 2;
            var out01 = MathF.Sqrt(Next());
            var (x, z) = (reach * out01 * MathF.Cos(angle), reach * out01 * MathF.Sin(angle));
            var normal = Vector3.Normalize(new Vector3(x / reach, 0.55f, z / reach));
            AddLeaf(0.5f + x, rise - (0.03f * out01), z, 1.5f, normal, 0.35f + (0.65f * out01), 0.45f);
        }
        return Finish();
    }

    private SpriteSheet Pine()
    {
        Trunk(0.5f + (0.02f * (Next() - 0.5f)), 0, 0.86f, 0.036f, 0.012f);
        for (var i = 0; i < 13; i++)
        {
            var rise = 0.48f + (0.45f * i / 12);
            var away = (0.30f - (0.19f * i / 12)) * (Next() < 0.5f ? -1 : 1) * (0.45f + (0.55f * Next()));
            Cluster(0.5f + away, rise, 0.17f - (0.05f * i / 12), 0.045f + (0.015f * Next()), 800);
        }
        Cluster(0.5f, 0.90f, 0.14f, 0.07f, 1000);
        return Finish();
    }

    private SpriteSheet Bush()
    {
        for (var i = 0; i < 9; i++) Cluster(0.18f + (0.64f * Next()), 0.16f + (0.36f * Next()), 0.15f + (0.08f * Next()), 0.22f + (0.10f * Next()), 800);
        return Finish();
    }

    private SpriteSheet Row()
    {
        for (var i = 0; i < 42; i++)
        {
            var x = 0.05f + (0.90f * i / 41);
            var tall = 0.5f + (0.38f * Next());
            Cluster(x, tall * 0.28f, 0.06f, tall * 0.30f, 260);
            Cluster(x, tall * 0.66f, 0.045f + (0.02f * Next()), tall * 0.34f, 420);
        }
        return Finish();
    }

    private void Trunk(float x, float from, float to, float wide, float narrow)
    {
        for (var row = 0; row < _sheet.Height; row++)
        {
            var rise = 1 - ((row + 0.5f) / _sheet.Height);
            if (rise < from || rise > to) continue;
            var share = (rise - from) / (to - from);
            var half = (wide + ((narrow - wide) * share)) * _sheet.Width;
            half *= 1 + (0.6f * MathF.Exp(-rise * 70));
            var middle = (x * _sheet.Width) + (2 * MathF.Sin(rise * 9));
            for (var column = (int)(middle - half); column <= middle + half; column++)
            {
                if (column < 0 || column >= _sheet.Width) continue;
                var across = Math.Clamp((column + 0.5f - middle) / half, -1, 1);
                var normal = new Vector3(across, 0, MathF.Sqrt(1 - (across * across)));
                var bark = 0.62f + (0.38f * Next()) - (0.25f * (MathF.Sin((column * 0.9f) + (2 * MathF.Sin(rise * 40))) > 0.4f ? 1 : 0));
                Put(column, row, Texel(Math.Max(0, Vector3.Dot(normal, Light)) * bark, 0.55f * bark, 0));
            }
        }
    }

    private void Cluster(float x, float y, float radiusX, float radiusY, int leaves)
    {
        for (var i = 0; i < leaves; i++)
        {
            var z = (2 * Next()) - 1;
            var angle = Next() * MathF.PI * 2;
            var flat = MathF.Sqrt(1 - (z * z));
            var direction = new Vector3(flat * MathF.Cos(angle), flat * MathF.Sin(angle), z);
            var away = MathF.Pow(Next(), 0.4f);
            var place = direction * away;
            AddLeaf(x + (place.X * radiusX), y + (place.Y * radiusY), place.Z * radiusX, 2.0f, direction, 0.25f + (0.75f * away), 0.5f);
        }
    }

    private void AddLeaf(float x, float y, float z, float radius, Vector3 normal, float openness, float hue)
    {
        var tilted = Vector3.Normalize(normal + (0.5f * new Vector3(Next() - 0.5f, Next() - 0.5f, Next() - 0.5f)));
        var sun = Math.Clamp(0.12f + (0.88f * Vector3.Dot(tilted, Light)), 0.03f, 1) * openness;
        var sky = (0.30f + (0.35f * (1 + tilted.Y))) * openness;
        var shade = Math.Clamp(hue + (0.35f * sun) + (0.3f * (Next() - 0.5f)), 0, 1);
        _leaves.Add(new Leaf(x, y, z, radius * (0.7f + (0.7f * Next())), Texel(sun, sky, 0.5f + (0.5f * shade))));
    }

    private SpriteSheet Finish()
    {
        _leaves.Sort((one, other) => one.Z.CompareTo(other.Z));
        foreach (var leaf in _leaves)
        {
            var (x, y) = (leaf.X * _sheet.Width, (1 - leaf.Y) * _sheet.Height);
            for (var row = (int)(y - leaf.Radius); row <= y + leaf.Radius; row++)
            {
                for (var column = (int)(x - leaf.Radius); column <= x + leaf.Radius; column++)
                {
                    var (dx, dy) = (column + 0.5f - x, row + 0.5f - y);
                    if ((dx * dx) + (dy * dy) <= leaf.Radius * leaf.Radius) Put(column, row, leaf.Texel);
                }
            }
        }
        return _sheet;
    }

    private void Put(int column, int row, SpriteTexel texel)
    {
        if (column < 0 || row < 0 || column >= _sheet.Width || row >= _sheet.Height) return;
        _sheet.OpacityRow(row)[column] = 255;
        _sheet.Texels[(row * _sheet.Width) + column] = texel;
    }

    private static SpriteTexel Texel(float sun, float sky, float hue) =>
        new((byte)(255 * Math.Clamp(sun, 0, 1)), (byte)(255 * Math.Clamp(sky, 0, 1)), (byte)(255 * Math.Clamp(hue, 0, 1)));

    private float Next() => (float)_random.Unit(_draw++);
}
