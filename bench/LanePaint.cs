using System.Globalization;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Kernels.Maps;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Bench;

/// <summary>
/// How much of the default network's maps lies on lane paint, beside a map that is the same everywhere: it measures the network and not
/// the maps. <c>dotnet run -c Release --project bench -- lane-paint [FRAMES]</c>.
/// </summary>
internal static class LanePaint
{
    private static readonly string[] Scenes = ["coast-road", "highway", "forest-road"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var frames = arguments is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 200;
        var network = DefaultNetwork.Load();
        using var engine = new CpuEngine(network);
        foreach (var method in MapMethods.All.Where(method => method is not CamMethod))
        {
            var (onPaint, uniform, counted) = (0d, 0d, 0);
            for (var scene = 0; scene < Scenes.Length; scene++)
            {
                var count = (frames / Scenes.Length) + (scene < frames % Scenes.Length ? 1 : 0);
                var shares = await MeasureAsync(engine, method, Scenes[scene], count);
                Console.WriteLine($"{method.Name} on {Scenes[scene]}, {count} frames: {shares.OnPaint / count:P1} of the map's mass on lane paint; a uniform map has {shares.Uniform / count:P1}");
                (onPaint, uniform, counted) = (onPaint + shares.OnPaint, uniform + shares.Uniform, counted + count);
            }

            Console.WriteLine($"{method.Name}, all {counted} frames: {onPaint / counted:P1} on lane paint; a uniform map has {uniform / counted:P1}; ratio {onPaint / uniform:F2}");
        }

        return 0;
    }

    /// <summary>Sums over frames of the share of |map| that lies on paint, and of the share of the input that is paint.</summary>
    private static async Task<(double OnPaint, double Uniform)> MeasureAsync(CpuEngine engine, IMapMethod method, string name, int count)
    {
        // Five frames a second, seeds that no training film has.
        var address = string.Create(CultureInfo.InvariantCulture, $"scene:{name}?seed=9901&size=640x360&rate=5&duration={count / 5.0}");
        await using var scene = new SceneSource(SceneOptions.Parse(address) with { Workers = Environment.ProcessorCount });
        var (format, input) = (scene.Format, engine.Network.Input);
        var resize = new ResizeStage(engine.Network, format);
        using var map = method.Create(engine, new MapOptions());
        var target = method.Targets[0] == Target.Auto ? Target.Right : method.Targets[0];
        var coverage = new byte[format.Width * format.Height];

        // What a cell of the map covers of the picture.
        var (rows, columns) = (resize.Seen.Height / input.Height, resize.Seen.Width / input.Width);
        var covered = new MapRectangle(
            resize.Seen.Left + (map.Region.Left * columns), resize.Seen.Top + (map.Region.Top * rows), map.Region.Width * columns, map.Region.Height * rows);
        var area = new AreaResize(covered, format.Width, format.Height, map.Width, map.Height);
        var (paint, values) = (new float[map.Height * map.Width], new float[map.Height * map.Width]);
        var outputWeights = new float[engine.Network.OutputCount];
        outputWeights[0] = 1;
        using var frame = new Frame(format);
        using var pass = engine.NewPass();
        var (onPaint, uniform) = (0d, 0d);
        while (await scene.ReadAsync(frame, CancellationToken.None))
        {
            resize.Process(frame);
            engine.Forward(frame.Input, pass);
            map.Compute(pass, frame.Input, outputWeights, target, values);
            scene.PaintMask(frame.Index, format.Width, format.Height, coverage);
            area.Run(new Plane(coverage, format.Width, format.Height, format.Width), paint);
            var (mass, inside) = (0d, 0d);
            for (var index = 0; index < values.Length; index++)
            {
                mass += Math.Abs(values[index]);
                inside += Math.Abs(values[index]) * paint[index] / 255;
            }

            // A map without evidence says nothing about paint, for or against.
            onPaint += mass > 0 ? inside / mass : paint.Average() / 255;
            uniform += paint.Average() / 255;
        }

        return (onPaint, uniform);
    }
}
