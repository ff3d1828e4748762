using System.Globalization;
using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Truth;
using Steerlens.Models;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Verification;

/// <summary>A folder of maps that anyone made: one .npy for each frame, named by the frame's number.</summary>
internal sealed class MapFolder
{
    private readonly string _folder;
    private readonly Dictionary<long, string> _files = [];

    /// <summary>Lists the folder.</summary>
    /// <exception cref="SteerlensException">There is no such folder, or no map in it.</exception>
    public MapFolder(string folder)
    {
        _folder = folder;
        if (!Directory.Exists(folder)) throw new SteerlensException(ExitCode.InputUnreadable, $"--maps-from '{folder}' is no folder: check the name");
        foreach (var path in Directory.EnumerateFiles(folder, "*.npy"))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var index)) _files[index] = path;
        }

        if (_files.Count == 0)
            throw new SteerlensException(ExitCode.InputUnreadable, $"--maps-from '{folder}' holds no map named by its frame's number, like {NpyWriter.NameOf(0)}: write them with annotate --maps, or name them so");
    }

    /// <summary>The frames that have a map.</summary>
    public IReadOnlySet<long> Frames => _files.Keys.ToHashSet();

    /// <summary>Reads the maps of some frames, laid over the network's input as a whole, with their signs.</summary>
    /// <exception cref="SteerlensException">A file is no map, or its size is not that of the others.</exception>
    public float[][] Read(IReadOnlyList<SampledFrame> frames, TensorShape input)
    {
        var maps = new float[frames.Count][];
        MapPlacement? placement = null;
        NpyMap? first = null;
        for (var frame = 0; frame < maps.Length; frame++)
        {
            var path = _files[frames[frame].Index];
            var map = NpyReader.Read(path);
            first ??= map;
            if ((map.Height, map.Width) != (first.Height, first.Width))
                throw new SteerlensException(ExitCode.InputUnreadable, FormattableString.Invariant($"'{path}' is a {map.Height}x{map.Width} map, and the first one of '{_folder}' is {first.Height}x{first.Width}: all must have one size"));
            placement ??= new MapPlacement(input, map.Height, map.Width, new InputRegion(0, 0, input.Height, input.Width));
            maps[frame] = new float[input.Height * input.Width];
            placement.Place(map.Values, maps[frame], keepsSign: true);
        }

        return maps;
    }
}
