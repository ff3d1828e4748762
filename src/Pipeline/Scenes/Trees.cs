using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>A tree: where it stands along and beside the road, and how it looks. Lengths in metres.</summary>
internal readonly record struct Tree(long Id, TreeKind Kind, double Distance, float Offset, float Height, float Tint);

/// <summary>One row of trees along the road.</summary>
/// <param name="Side">1 right, -1 left.</param>
/// <param name="Nearest">Metres beyond the asphalt.</param>
/// <param name="Farthest">Metres beyond the asphalt.</param>
/// <param name="Spacing">Metres along the road for each tree.</param>
/// <param name="Density">The share of places that are taken, 0..1.</param>
/// <param name="Clumping">0: evenly spread, 1: in clumps with gaps between.</param>
/// <param name="View">Metres ahead up to which the row is drawn.</param>
/// <param name="Least">The least height.</param>
/// <param name="Most">The greatest height.</param>
/// <param name="Kinds">The kinds to choose from.</param>
internal sealed record TreeRow(int Side, float Nearest, float Farthest, float Spacing, float Density, float Clumping, float View, float Least, float Most, TreeKind[] Kinds);

/// <summary>Places trees along the road, the same ones whenever asked, and adds those in sight to a frame.</summary>
internal sealed class Trees
{
    private readonly SceneWorld _world;
    private readonly TreeRow[] _rows;
    private readonly SceneRandom[] _randoms;

    /// <summary>Makes the rows.</summary>
    public Trees(SceneWorld world)
    {
        _world = world;
        _rows = Rows(world.Style);
        _randoms = new SceneRandom[_rows.Length];
        for (var i = 0; i < _rows.Length; i++) _randoms[i] = new SceneRandom(world.Options.Seed, $"trees {i}");
    }

    /// <summary>How many rows there are.</summary>
    public int RowCount => _rows.Length;

    /// <summary>The metres along the road that one place in a row takes.</summary>
    public float Spacing(int row) => _rows[row].Spacing;

    /// <summary>The tree at a place of a row, if there is one.</summary>
    public bool TryGet(int row, long place, out Tree tree)
    {
        var (shape, random) = (_rows[row], _randoms[row]);
        var draw = place * 8;
        tree = default;
        var density = shape.Density;
        if (shape.Clumping > 0) density *= Math.Clamp(1 - shape.Clumping + (shape.Clumping * 2.6f * (0.35f + _world.Clouds.Sample(place * shape.Spacing * 1.3f, 40 + (row * 31)))), 0, 1);
        if (random.Unit(draw) >= density) return false;
        var beyond = (float)random.Between(draw + 1, shape.Nearest, shape.Farthest);
        tree = new Tree(
            ObjectLog.Id(SceneObjectKind.Tree, row, place),
            shape.Kinds[(int)(random.Unit(draw + 2) * shape.Kinds.Length)],
            (place + random.Unit(draw + 3)) * shape.Spacing,
            shape.Side > 0 ? _world.Style.AsphaltRight + beyond : _world.Style.AsphaltLeft - beyond,
            (float)random.Between(draw + 4, shape.Least, shape.Most),
            (float)random.Between(draw + 5, 0.75, 1.2));
        return true;
    }

    /// <summary>Adds what can be seen from the camera.</summary>
    public void Add(DrawList list, in SceneCamera camera, double distance, ObjectLog log)
    {
        var mirrored = Vector3.Dot(_world.Sun, camera.Right) > 0;
        var sunlight = 0.74f - (0.26f * Vector3.Dot(_world.Sun, camera.Ahead));
        for (var row = 0; row < _rows.Length; row++)
        {
            var shape = _rows[row];
            var first = (long)Math.Floor((distance + 1) / shape.Spacing);
            var last = (long)Math.Floor((distance + shape.View) / shape.Spacing);
            for (var place = first; place <= last; place++)
            {
                if (!TryGet(row, place, out var tree) || !log.Start(list, tree.Id)) continue;
                var (x, y, z) = _world.GroundAt(tree.Distance, tree.Offset);
                if (z < _world.SeaLevel + 1) continue;
                var foot = camera.Turn(camera.Relative(x, y, z - (0.03 * tree.Height)));
                if (foot.Z < 2) continue;
                list.AddSprite(foot, tree.Height * TreeShape.Aspect(tree.Kind), tree.Height, (int)tree.Kind, mirrored, tree.Tint, sunlight);
                log.End(list, SceneObjectKind.Tree, tree.Id, foot.Z);
            }
        }
    }

    private static TreeRow[] Rows(SceneStyle style)
    {
        TreeKind[] pines = [TreeKind.PineA, TreeKind.PineB, TreeKind.PineA, TreeKind.Spruce];
        TreeKind[] mixed = [TreeKind.PineA, TreeKind.PineB, TreeKind.Spruce, TreeKind.BroadA, TreeKind.BroadB];
        TreeKind[] roadside = [TreeKind.PineA, TreeKind.PineB, TreeKind.BroadA, TreeKind.BroadB];
        TreeKind[] broad = [TreeKind.BroadA, TreeKind.BroadB];
        TreeKind[] bush = [TreeKind.Bush];
        TreeKind[] wood = [TreeKind.Row];
        var sea = style.SeaSide;
        return style.Land switch
        {
            LandKind.Coast =>
            [
                new(-sea, 3, 8, 5, 0.5f, 0.9f, 160, 0.5f, 1.5f, bush),
                new(-sea, 9, 24, 7, 0.5f, 1, 260, 3.5f, 8, [TreeKind.Spruce, TreeKind.BroadA, TreeKind.BroadB, TreeKind.PineB]),
                new(-sea, 24, 70, 8, 0.6f, 1, 420, 4, 10, [TreeKind.Spruce, TreeKind.BroadA, TreeKind.BroadB]),
                new(-sea, 70, 190, 7, 0.55f, 1, 700, 5, 11, [TreeKind.Spruce, TreeKind.BroadA, TreeKind.BroadB]),
                new(sea, 2.1f, 5, 4, 0.55f, 0.9f, 160, 0.4f, 1.1f, bush),
                new(sea, 3.2f, 5.5f, 26, 0.4f, 0.6f, 300, 3, 6, pines),
            ],
            LandKind.Plain =>
            [
                new(1, 6, 14, 9, 0.5f, 1, 220, 0.8f, 2.2f, bush),
                new(1, 14, 34, 9, 0.6f, 1, 420, 6, 13, mixed),
                new(1, 34, 90, 9, 0.55f, 1, 600, 7, 14, broad),
                new(-1, 22, 34, 9, 0.5f, 1, 300, 2, 5, bush),
                new(-1, 24, 60, 8, 0.65f, 1, 500, 7, 14, mixed),
                new(1, 120, 200, 24, 0.75f, 0.8f, 950, 10, 16, wood),
                new(-1, 100, 190, 24, 0.75f, 0.8f, 950, 10, 16, wood),
                new(-1, 2.5f, 5, 6, 0.4f, 0.9f, 200, 0.6f, 1.2f, bush),
            ],
            _ =>
            [
                new(1, 1.6f, 3.2f, 2.6f, 0.5f, 0.6f, 90, 0.4f, 1.2f, bush),
                new(-1, 1.6f, 3.2f, 2.6f, 0.5f, 0.6f, 90, 0.4f, 1.2f, bush),
                new(1, 2.9f, 5.5f, 5.2f, 0.72f, 0.25f, 280, 11, 21, roadside),
                new(-1, 2.9f, 5.5f, 5.2f, 0.72f, 0.25f, 280, 11, 21, roadside),
                new(1, 6, 11, 3.6f, 0.8f, 0.2f, 280, 12, 22, pines),
                new(-1, 6, 11, 3.6f, 0.8f, 0.2f, 280, 12, 22, pines),
                new(1, 11, 20, 3.4f, 0.85f, 0.2f, 340, 12, 22, mixed),
                new(-1, 11, 20, 3.4f, 0.85f, 0.2f, 340, 12, 22, mixed),
                new(1, 20, 36, 4, 0.9f, 0, 420, 13, 22, mixed),
                new(-1, 20, 36, 4, 0.9f, 0, 420, 13, 22, mixed),
                new(1, 30, 60, 11, 1, 0, 600, 13, 18, wood),
                new(-1, 30, 60, 11, 1, 0, 600, 13, 18, wood),
            ],
        };
    }
}
