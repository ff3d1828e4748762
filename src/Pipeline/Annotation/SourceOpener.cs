using Steerlens.Pipeline.Commands;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Annotation;

/// <summary>A source that is open, and what of it concerns the sink.</summary>
/// <param name="Frames">The frames.</param>
/// <param name="Original">Where sound, subtitles and metadata come from; null where there is no film behind the frames.</param>
/// <param name="Notes">What a person should know before: what is changed or left out.</param>
/// <param name="Warnings">What went wrong without ending the work; complete at the end.</param>
internal sealed record OpenSource(IFrameSource Frames, FilmOriginal? Original, IReadOnlyList<string> Notes, IReadOnlyList<string> Warnings);

/// <summary>Opens whatever a source's name stands for.</summary>
internal static class SourceOpener
{
    /// <summary>Opens a source.</summary>
    /// <exception cref="SteerlensException">It can't be read, or the range makes no sense for it.</exception>
    public static async Task<OpenSource> OpenAsync(string source, RangeOptions range, Rational? imageRate, CancellationToken cancellationToken)
    {
        if (SceneOptions.IsAddress(source))
        {
            var scene = SceneOptions.Parse(source) with { Workers = Environment.ProcessorCount };
            var part = SceneRange.Of(scene, range.Start, range.End, range.Stride, range.MaximumFrames);
            return new OpenSource(new SceneSource(scene, part), null, [], []);
        }

        var selection = new FilmSourceOptions { Start = range.Start, End = range.End, Stride = range.Stride, MaxFrames = range.MaximumFrames };
        if (LabelFiles.IsMeantAsDrive(source))
        {
            var drive = await Task.Run(() => DriveReader.Read(source), cancellationToken);
            var labelled = await DriveSource.OpenAsync(drive, imageRate, selection, numbers: null, cancellationToken);
            return new OpenSource(labelled, null, [], labelled.Warnings);
        }

        if (Directory.Exists(source) || SourceList.IsPictureSequence(source))
        {
            var pictures = await ImageFolderSource.OpenAsync(source, imageRate, selection, cancellationToken);
            return new OpenSource(pictures, null, [], pictures.Warnings);
        }

        var film = await FilmSource.OpenAsync(source, selection, cancellationToken);
        return new OpenSource(film, film.Original, film.Media.Changes, film.Warnings);
    }
}
