namespace Steerlens.Pipeline.Scenes;

/// <summary>
/// The shadows of trees on and beside the road, as a picture laid along the road. Pieces of 16 m are painted when the camera first
/// comes near them and kept while it is.
/// </summary>
internal sealed class TreeShadows
{
    private const int PieceLength = 16;
    private const int Pieces = 16;
    private const int Resolution = 8;
    private const int Levels = 6;
    private const int Rows = PieceLength * Resolution;
    private const float Reach = 16;
    private const int Columns = (int)(2 * Reach * Resolution);

    private readonly SceneWorld _world;
    private readonly float _outside;
    private readonly long[] _held = new long[Pieces];
    private readonly byte[][][] _light = new byte[Pieces][][];

    /// <summary>Makes the empty pieces.</summary>
    public TreeShadows(SceneWorld world)
    {
        _world = world;
        _outside = world.Style.Land == LandKind.Forest ? 0.45f : 1;
        for (var i = 0; i < Pieces; i++)
        {
            _held[i] = long.MinValue;
            _light[i] = new byte[Levels][];
            for (var level = 0; level < Levels; level++) _light[i][level] = new byte[(Rows >> level) * Columns];
        }
    }

    /// <summary>The metres ahead within which shadows are known.</summary>
    public static float View => (Pieces - 2) * PieceLength;

    /// <summary>Paints the pieces around the camera that are not there yet.</summary>
    public void Prepare(double distance)
    {
        var first = (long)Math.Floor((distance - 6) / PieceLength);
        for (var piece = first; piece < first + Pieces; piece++)
        {
            var slot = (int)(((piece % Pieces) + Pieces) % Pieces);
            if (_held[slot] == piece) continue;
            _held[slot] = piece;
            Paint(piece, _light[slot]);
        }
    }

    /// <summary>The share of sunlight that passes the trees, 0..1.</summary>
    /// <param name="distance">Metres along the road, within the view of the camera given to <see cref="Prepare"/>.</param>
    /// <param name="offset">Metres right of the reference line.</param>
    /// <param name="footprint">Metres along the road in one pixel.</param>
    public float Light(double distance, float offset, float footprint)
    {
        var across = (offset + Reach) * Resolution;
        if (across < 1 || across >= Columns - 1) return _outside;
        var level = footprint * Resolution <= 1 ? 0 : Math.Min(Levels - 1, (BitConverter.SingleToInt32Bits(footprint * Resolution * 1.4142f) >> 23) - 127);
        var rows = Resolution / (float)(1 << level);
        var along = (float)((distance - (Math.Floor(distance / (Pieces * PieceLength)) * Pieces * PieceLength)) * rows) - 0.5f;
        if (along < 0) along += Pieces * PieceLength * rows;
        var row = (int)along;
        var share = along - row;
        var one = Row(row, level, across - 0.5f);
        return one + (share * (Row(row + 1, level, across - 0.5f) - one));
    }

    private float Row(int row, int level, float across)
    {
        var rows = Rows >> level;
        var piece = row / rows % Pieces;
        var column = (int)across;
        var share = across - column;
        var light = _light[piece][level];
        var at = ((row % rows) * Columns) + column;
        return (light[at] + (share * (light[at + 1] - light[at]))) * (1f / 255);
    }

    private void Paint(long piece, byte[][] levels)
    {
        var light = levels[0];
        Array.Fill(light, (byte)255);
        var start = piece * PieceLength;
        var heading = _world.Drive.Road.At(start + (PieceLength / 2), 0).Heading;
        var (sin, cos) = Math.SinCos(_world.Style.SunHeading - heading);
        var lengthen = (float)(1 / Math.Tan(Math.Max(0.2, _world.Style.SunHeight)));
        var (rightward, forward) = ((float)-sin * lengthen, (float)-cos * lengthen);
        var trees = _world.Trees;
        for (var row = 0; row < trees.RowCount; row++)
        {
            const float margin = 34;
            var spacing = trees.Spacing(row);
            var last = (long)Math.Ceiling((start + PieceLength + margin) / spacing);
            for (var place = (long)Math.Floor((start - margin) / spacing); place <= last; place++)
            {
                if (trees.TryGet(row, place, out var tree) && tree.Kind != TreeKind.Row && Math.Abs(tree.Offset) < 40) Cast(tree, light, start, rightward, forward);
            }
        }
        Halve(levels);
    }

    private void Cast(in Tree tree, byte[] light, long start, float rightward, float forward)
    {
        var (foot, radius) = TreeShape.Crown(tree.Kind);
        radius *= tree.Height;
        var (baseX, baseY) = (tree.Offset, (float)(tree.Distance - start));
        // The ground beside the road rises little; the shadow is laid on the level.
        var length = MathF.Sqrt((rightward * rightward) + (forward * forward));
        var (aimX, aimY) = (rightward / length, forward / length);
        var total = length * tree.Height;
        var crown = length * tree.Height * foot;
        var trunk = 0.016f * tree.Height;
        var spread = Math.Max(radius, trunk) + 0.5f;
        var (endX, endY) = (baseX + (rightward * tree.Height), baseY + (forward * tree.Height));
        var firstRow = Math.Max(0, (int)((Math.Min(baseY, endY) - spread) * Resolution));
        var lastRow = Math.Min(Rows - 1, (int)((Math.Max(baseY, endY) + spread) * Resolution));
        var firstColumn = Math.Max(0, (int)((Math.Min(baseX, endX) - spread + Reach) * Resolution));
        var lastColumn = Math.Min(Columns - 1, (int)((Math.Max(baseX, endX) + spread + Reach) * Resolution));
        var blur = 2.0f / Resolution;
        for (var row = firstRow; row <= lastRow; row++)
        {
            for (var column = firstColumn; column <= lastColumn; column++)
            {
                var x = ((column + 0.5f) / Resolution) - Reach - baseX;
                var y = ((row + 0.5f) / Resolution) - baseY;
                var along = (x * aimX) + (y * aimY);
                var across = Math.Abs((x * aimY) - (y * aimX));
                if (along < -0.2f || along > total + 0.4f) continue;
                var dark = along < crown + (0.3f * (total - crown)) ? Math.Clamp(((trunk - across) / blur) + 0.5f, 0, 1) * 0.9f : 0;
                if (along > crown)
                {
                    var middle = 0.5f * (crown + total);
                    var half = Math.Max(0.5f * (total - crown), radius * 0.7f);
                    var (u, v) = ((along - middle) / half, across / radius);
                    var edge = 1 - ((u * u) + (v * v));
                    if (edge > -0.3f)
                    {
                        var leaves = _world.Clouds.Sample((x + baseX) * 22, (float)(((y + baseY + start) * 22) % 5632));
                        dark = Math.Max(dark, Math.Clamp(((edge * 0.9f) + (leaves * 1.15f) - 0.02f) * 4.5f, 0, 0.93f));
                    }
                }
                if (dark <= 0) continue;
                ref var value = ref light[(row * Columns) + column];
                value = (byte)Math.Min(value, 255 * (1 - dark));
            }
        }
    }

    private static void Halve(byte[][] levels)
    {
        for (var level = 1; level < Levels; level++)
        {
            var (fine, coarse) = (levels[level - 1], levels[level]);
            for (var row = 0; row < Rows >> level; row++)
            {
                for (var column = 0; column < Columns; column++)
                    coarse[(row * Columns) + column] = (byte)((fine[(row * 2 * Columns) + column] + fine[(((row * 2) + 1) * Columns) + column] + 1) / 2);
            }
        }
    }
}
