using System.Text;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Comparison;
using Steerlens.Pipeline.Outputs;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Video;

namespace Steerlens.Pipeline.Study;

/// <summary>Runs <c>steerlens study</c>: one road in many looks, a sheet and a table.</summary>
internal static class StudyRunner
{
    /// <summary>Runs the command to its end.</summary>
    /// <exception cref="SteerlensException">Something can't be read, written or done.</exception>
    public static async Task RunAsync(StudyOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var address = SceneOptions.Prefix + options.Scene.Name;
        using var views = await ComparedViews.LoadAsync(
            new CompareOptions([address], options.SheetFile) { Networks = [options.Network], Maps = options.Maps, Threads = options.Threads, Drawing = new DrawingOptions { Hud = false } },
            notes, cancellationToken);
        using var doubt = await DoubtChoice.LoadAsync(new DoubtOptions(), options.Network, views.All[0].Engine, options.Maps[0].Output, notes, cancellationToken);
        using var film = new StudyFilm(options.Scene, views, doubt);
        foreach (var note in notes) console.Note(note);

        StudyCondition[] conditions = [StudyCondition.Plain, .. StudyCondition.Single, .. StudyCondition.Factorial.Skip(1).Where(look => !StudyCondition.Single.Any(one => IsSame(one, look)))];
        var progress = new ProgressReporter(console, options.Progress, address, options.Scene.FrameCount * conditions.Length);
        var results = new List<StudyResult>();
        foreach (var condition in conditions) results.Add(await film.DriveAsync(condition, progress, cancellationToken));
        progress.Finish(null);

        var maps = options.Maps.Select(map => map.Method.Name).ToArray();
        var single = results.Take(1 + StudyCondition.Single.Count).ToArray();
        StudyResult[] factorial = [.. StudyCondition.Factorial.Select(look => results.First(result => IsSame(result.Condition, look)))];
        var network = views.All[0].Engine.Network.Name;
        var sheet = StudySheet.Draw($"What moves the angle of {network} on {address}", [.. options.Maps.Select(map => map.Title)], single, factorial, film);
        await StillPicture.WriteAsync(options.SheetFile, sheet, alpha: null, options.Overwrite, cancellationToken);
        using (var table = new WholeFile(options.TableFile, options.Overwrite))
        {
            table.Write(Encoding.UTF8.GetBytes(StudyTable.ToCsv(maps, results)));
            table.Complete();
        }

        await console.Output.WriteAsync(StudyTable.ToText(maps, results).TrimStart('\n'));
        console.WriteLine($"-> {options.SheetFile}, {options.TableFile}");
    }

    private static bool IsSame(StudyCondition one, StudyCondition other) => string.Equals(one.Setting, other.Setting, StringComparison.Ordinal);
}
