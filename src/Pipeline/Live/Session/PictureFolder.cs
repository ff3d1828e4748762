using Steerlens.Kernels.Images;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Live.Session;

/// <summary>A folder's pictures, to be looked at one by one. They are listed once, and asked for by their place in the list alone.</summary>
internal sealed class PictureFolder
{
    private readonly IReadOnlyList<string> _files;

    /// <summary>Lists the pictures.</summary>
    /// <exception cref="SteerlensException">There are none.</exception>
    public PictureFolder(string folder) => _files = Directory.Exists(folder)
        ? PictureFiles.Find(folder)
        : throw new SteerlensException(ExitCode.InputUnreadable, $"'{folder}' {(File.Exists(folder) ? "is a file: name the folder" : "doesn't exist: check the name")} (--pictures)");

    /// <summary>Pictures in it.</summary>
    public int Count => _files.Count;

    /// <summary>A picture's name, without its folder.</summary>
    public string NameOf(int index) => Path.GetFileName(_files[index]);

    /// <summary>Reads a picture.</summary>
    /// <exception cref="SteerlensException">There is none of this number, or it can't be read.</exception>
    public async Task<(YuvImage Picture, FilmFormat Format)> ReadAsync(int index, CancellationToken cancellationToken)
    {
        if (index < 0 || index >= _files.Count)
            throw new SteerlensException(ExitCode.Usage, FormattableString.Invariant($"there is no picture {index}: there are {_files.Count}, from 0"));
        var picture = await StillPicture.ReadAsync(_files[index], cancellationToken);
        return (picture, new FilmFormat(picture.Width, picture.Height, picture.Color, new Rational(1, 1), null, 1));
    }
}
