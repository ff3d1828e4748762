using System.Numerics;

namespace Steerlens.Pipeline.Scenes;

/// <summary>
/// Puts the land around the camera into the draw list: cross-sections of the road at whole metres, closer together near the
/// camera, so that nothing swims while the camera moves.
/// </summary>
internal sealed class GroundMesh
{
    private const int Behind = 4;

    private static readonly (int Reach, int Step)[] Levels = [(48, 1), (112, 2), (256, 4), (1104, 8)];

    private readonly Land _land;
    private readonly RoadPath _road;
    private readonly Vector3 _sun;
    private readonly int[] _distances = new int[512];
    private readonly Vector3[] _places;
    private readonly float[] _rock;
    private readonly Corner[] _corners;

    /// <summary>Makes the mesh's buffers.</summary>
    public GroundMesh(Land land, RoadPath road, Vector3 sun)
    {
        (_land, _road, _sun) = (land, road, sun);
        var count = _distances.Length * land.Offsets.Length;
        _places = new Vector3[count];
        _rock = new float[count];
        _corners = new Corner[count];
    }

    /// <summary>Adds the land that can be seen.</summary>
    /// <param name="list">The frame's surfaces.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="distance">The camera's distance along the road.</param>
    /// <param name="origin">The distance that the shader counts from.</param>
    /// <param name="seaLevel">Metres above the scene's zero below which land is not drawn.</param>
    /// <param name="shadows">Where cars' shadows lie.</param>
    public void Add(DrawList list, in SceneCamera camera, double distance, int origin, double seaLevel, CarShadows shadows)
    {
        var rows = Distances(distance);
        var offsets = _land.Offsets;
        var columns = offsets.Length;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (x, y, roadHeight) = _road.Land(_distances[row], offsets[column]);
                var (height, rock) = _land.At(_distances[row], offsets[column], (float)(roadHeight - seaLevel));
                _places[(row * columns) + column] = camera.Relative(x, y, roadHeight + height);
                _rock[(row * columns) + column] = rock;
            }
        }

        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var at = (row * columns) + column;
                var along = _places[row + 1 < rows ? at + columns : at] - _places[row > 0 ? at - columns : at];
                var across = _places[column + 1 < columns ? at + 1 : at] - _places[column > 0 ? at - 1 : at];
                var normal = Vector3.Normalize(Vector3.Cross(across, along));
                var light = Vector3.Dot(normal, _sun);
                _corners[at] = new Corner(camera.Turn(_places[at]), new Vector4(_distances[row] - origin, offsets[column], light, _rock[at]));
            }
        }

        var floor = seaLevel - camera.Height - 0.6;
        for (var row = 0; row + 1 < rows; row++)
        {
            var shaded = shadows.Touches(_distances[row] - origin, _distances[row + 1] - origin) ? SurfaceKind.ShadedGround : SurfaceKind.Ground;
            for (var column = 0; column + 1 < columns; column++)
            {
                var at = (row * columns) + column;
                if (_places[at].Z < floor && _places[at + 1].Z < floor && _places[at + columns].Z < floor && _places[at + columns + 1].Z < floor) continue;
                list.AddQuad(_corners[at], _corners[at + 1], _corners[at + columns + 1], _corners[at + columns], shaded);
            }
        }
    }

    private int Distances(double distance)
    {
        var count = 0;
        var at = (int)Math.Floor(distance) - Behind;
        var start = at;
        foreach (var (reach, step) in Levels)
        {
            // Each coarser level begins at one of its own multiples.
            var end = (start + reach) / (step * 2) * (step * 2);
            for (; at < end; at += step) _distances[count++] = at;
        }
        _distances[count++] = at;
        return count;
    }
}
