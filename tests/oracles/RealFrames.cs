using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Tests;

/// <summary>Frames of the real, labelled drive as network inputs. The drive is not part of the repository.</summary>
internal static class RealFrames
{
    private const string Clip = "udacity-ch2-test/clip_2400-3599_640x480_20fps.mp4";

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The clip, or null where this machine does not have it.</summary>
    public static string? Path { get; } = Data(Clip);

    /// <summary>A file of the shared data, or null where this machine does not have it.</summary>
    public static string? Data(string file)
    {
        var data = Environment.GetEnvironmentVariable("STEERLENS_DATA") ?? System.IO.Path.Combine(Root, "..", "shared", "data");
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(data, file));
        return File.Exists(path) ? path : null;
    }

    /// <summary>Every <paramref name="stride"/>th frame of the clip, as inputs of a network.</summary>
    public static async Task<IReadOnlyList<float[]>> ReadAsync(Network network, int count, int stride)
    {
        await using var film = await FilmSource.OpenAsync(Path!, new FilmSourceOptions { Stride = stride, MaxFrames = count });
        var resizer = new InputResizer(network.Contract, network.Input, film.Format.Width, film.Format.Height, film.Format.Color);
        var frame = new Frame(film.Format);
        var inputs = new List<float[]>();
        while (await film.ReadAsync(frame, CancellationToken.None))
        {
            var input = new float[network.Input.Length];
            resizer.Run(frame.Picture, input);
            inputs.Add(input);
        }

        return inputs;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Pipeline.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No Pipeline.sln above {AppContext.BaseDirectory}: run inside the repository.");
    }
}
