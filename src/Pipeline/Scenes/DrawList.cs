using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>
/// The triangles and sprites of one frame, sorted into bands of rows. It grows to what the largest frame needs and then stays.
/// </summary>
internal sealed class DrawList
{
    /// <summary>Samples along a pixel's side.</summary>
    public const int Samples = 2;

    /// <summary>Rows of pixels in a band.</summary>
    public const int BandRows = 16;

    private const float Near = 0.8f;

    private readonly int _width;
    private readonly int _height;
    private readonly float _focal;
    private readonly int[][] _bands;
    private readonly int[] _bandCounts;
    private Triangle[] _triangles = new Triangle[4096];
    private Sprite[] _sprites = new Sprite[256];

    /// <summary>Makes a list for a picture's size in pixels.</summary>
    public DrawList(int width, int height)
    {
        _width = width * Samples;
        _height = height * Samples;
        _focal = (float)SceneCamera.FocalLength(width) * Samples;
        var count = (height + BandRows - 1) / BandRows;
        _bands = new int[count][];
        for (var i = 0; i < count; i++) _bands[i] = new int[512];
        _bandCounts = new int[count];
    }

    /// <summary>How many bands there are.</summary>
    public int BandCount => _bands.Length;

    /// <summary>How many triangles there are.</summary>
    public int TriangleCount { get; private set; }

    /// <summary>How many sprites there are.</summary>
    public int SpriteCount { get; private set; }

    /// <summary>Left, top, right and bottom, in samples, of what was added since <see cref="ResetBounds"/>; empty if nothing was.</summary>
    public (float Left, float Top, float Right, float Bottom) Bounds { get; private set; }

    /// <summary>The triangle of an index below <see cref="TriangleCount"/>.</summary>
    public ref readonly Triangle TriangleAt(int index) => ref _triangles[index];

    /// <summary>The sprite of an index below <see cref="SpriteCount"/>.</summary>
    public ref readonly Sprite SpriteAt(int index) => ref _sprites[index];

    /// <summary>What touches a band: indices of triangles, or the complement (~) of indices of sprites.</summary>
    public ReadOnlySpan<int> Band(int band) => _bands[band].AsSpan(0, _bandCounts[band]);

    /// <summary>Empties the list.</summary>
    public void Clear()
    {
        TriangleCount = 0;
        SpriteCount = 0;
        Array.Clear(_bandCounts);
    }

    /// <summary>Begins a new <see cref="Bounds"/>.</summary>
    public void ResetBounds() => Bounds = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);

    /// <summary>Adds a flat four-sided surface; the corners go round it.</summary>
    public void AddQuad(in Corner a, in Corner b, in Corner c, in Corner d, SurfaceKind kind)
    {
        AddTriangle(a, b, c, kind);
        AddTriangle(a, c, d, kind);
    }

    /// <summary>Adds a triangle, cut off in front of the camera.</summary>
    public void AddTriangle(in Corner a, in Corner b, in Corner c, SurfaceKind kind)
    {
        var inside = (a.Place.Z >= Near ? 1 : 0) + (b.Place.Z >= Near ? 1 : 0) + (c.Place.Z >= Near ? 1 : 0);
        if (inside == 3)
        {
            Project(a, b, c, kind);
        }
        else if (inside == 1)
        {
            if (a.Place.Z >= Near) Project(a, Cut(a, b), Cut(a, c), kind);
            else if (b.Place.Z >= Near) Project(b, Cut(b, c), Cut(b, a), kind);
            else Project(c, Cut(c, a), Cut(c, b), kind);
        }
        else if (inside == 2)
        {
            if (a.Place.Z < Near) ProjectPair(b, c, a, kind);
            else if (b.Place.Z < Near) ProjectPair(c, a, b, kind);
            else ProjectPair(a, b, c, kind);
        }
    }

    /// <summary>Adds a sprite that stands on a point in camera space; sizes in metres.</summary>
    public void AddSprite(Vector3 foot, float width, float height, int sheet, bool mirrored, float tint, float sunlight)
    {
        if (foot.Z < Near) return;
        var scale = _focal / foot.Z;
        var middle = (0.5f * _width) + (foot.X * scale);
        var bottom = (0.5f * _height) - (foot.Y * scale);
        var sprite = new Sprite
        {
            Left = middle - (0.5f * width * scale),
            Right = middle + (0.5f * width * scale),
            Top = bottom - (height * scale),
            Bottom = bottom,
            Inverse = 1 / foot.Z,
            Sheet = sheet,
            Mirrored = mirrored,
            Tint = tint,
            Sunlight = sunlight,
        };
        if (sprite.Right <= 0 || sprite.Left >= _width || sprite.Bottom <= 0 || sprite.Top >= _height) return;
        if (SpriteCount == _sprites.Length) Array.Resize(ref _sprites, SpriteCount * 2);
        _sprites[SpriteCount] = sprite;
        AddToBands(~SpriteCount, sprite.Top, sprite.Bottom);
        SpriteCount++;
        Extend(sprite.Left, sprite.Top);
        Extend(sprite.Right, sprite.Bottom);
    }

    private static Corner Cut(in Corner inside, in Corner outside)
    {
        var share = (inside.Place.Z - Near) / (inside.Place.Z - outside.Place.Z);
        return new Corner(Vector3.Lerp(inside.Place, outside.Place, share), Vector4.Lerp(inside.Values, outside.Values, share));
    }

    private void ProjectPair(in Corner a, in Corner b, in Corner outside, SurfaceKind kind)
    {
        var cutA = Cut(a, outside);
        var cutB = Cut(b, outside);
        Project(a, b, cutB, kind);
        Project(a, cutB, cutA, kind);
    }

    private void Project(in Corner a, in Corner b, in Corner c, SurfaceKind kind)
    {
        var (w0, w1, w2) = (1 / a.Place.Z, 1 / b.Place.Z, 1 / c.Place.Z);
        var p0 = Point(a.Place, w0);
        var p1 = Point(b.Place, w1);
        var p2 = Point(c.Place, w2);
        var least = Vector2.Min(p0, Vector2.Min(p1, p2));
        var most = Vector2.Max(p0, Vector2.Max(p1, p2));
        if (most.X <= 0 || least.X >= _width || most.Y <= 0 || least.Y >= _height) return;

        var (d1, d2) = (p1 - p0, p2 - p0);
        var area = (d1.X * d2.Y) - (d1.Y * d2.X);
        if (Math.Abs(area) < 1e-5f) return;
        if (TriangleCount == _triangles.Length) Array.Resize(ref _triangles, TriangleCount * 2);
        ref var triangle = ref _triangles[TriangleCount];
        var scale = 1 / area;
        var (v0, v1, v2) = (a.Values * w0, b.Values * w1, c.Values * w2);
        triangle.P0 = p0;
        triangle.P1 = p1;
        triangle.P2 = p2;
        triangle.Kind = kind;
        triangle.Inverse = w0;
        triangle.InverseX = (((w1 - w0) * d2.Y) - ((w2 - w0) * d1.Y)) * scale;
        triangle.InverseY = (((w2 - w0) * d1.X) - ((w1 - w0) * d2.X)) * scale;
        triangle.Values = v0;
        triangle.ValuesX = (((v1 - v0) * d2.Y) - ((v2 - v0) * d1.Y)) * scale;
        triangle.ValuesY = (((v2 - v0) * d1.X) - ((v1 - v0) * d2.X)) * scale;
        AddToBands(TriangleCount, least.Y, most.Y);
        TriangleCount++;
        Extend(least.X, least.Y);
        Extend(most.X, most.Y);
    }

    private Vector2 Point(Vector3 place, float inverse) =>
        new((0.5f * _width) + (place.X * _focal * inverse), (0.5f * _height) - (place.Y * _focal * inverse));

    private void AddToBands(int entry, float top, float bottom)
    {
        const float rows = BandRows * Samples;
        var first = (int)Math.Max(0, MathF.Floor(top / rows));
        var last = (int)Math.Min(_bands.Length - 1, MathF.Floor(bottom / rows));
        for (var band = first; band <= last; band++)
        {
            if (_bandCounts[band] == _bands[band].Length) Array.Resize(ref _bands[band], _bandCounts[band] * 2);
            _bands[band][_bandCounts[band]++] = entry;
        }
    }

    private void Extend(float x, float y)
    {
        var (left, top, right, bottom) = Bounds;
        Bounds = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
    }
}
