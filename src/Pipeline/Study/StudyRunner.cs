using System.Text;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Comparison;
using Steerlens.Pipeline.Outputs;
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
        var address = options.Address;
        using var views = await ComparedViews.LoadAsync(
            new CompareOptions([address], options.SheetFile) { Networks = [options.Network], Maps = options.Maps, Device = options.Device, Threads = options.Threads, Drawing = new DrawingOptions { Hud = false } },
            notes, cancellationToken, console.Note);
        using var doubt = await DoubtChoice.LoadAsync(new DoubtOptions(), options.Network, views.All[0].Engine, options.Maps[0].Output, notes, cancellationToken);
        using var film = new StudyFilm(options.Scene, views, doubt);
        foreach (var note in notes) console.Note(note);

        var plan = new StudyPlan(options.Scene.Factors);
        var total = options.Scene.FrameCount * plan.All.Count;
        console.Note(FormattableString.Invariant($"{options.Scene.FrameCount} {(options.Scene.FrameCount == 1 ? "frame" : "frames")} in each of {plan.All.Count} looks: {total} to drive"));
        var progress = new ProgressReporter(console, options.Progress, address, total);
        var results = new List<StudyResult>();
        foreach (var condition in plan.All) results.Add(await film.DriveAsync(condition, progress, cancellationToken));
        progress.Finish(null);

        var maps = options.Maps.Select(map => map.Method.Name).ToArray();
        var single = results.Take(1 + plan.Single.Count).ToArray();
        StudyResult[] factorial = [.. plan.Factorial.Select(look => results.First(result => result.Condition.IsSame(look)))];
        var network = views.All[0].Engine.Network.Name;
        var sheet = StudySheet.Draw($"What moves the angle of {network} on {address}", [.. options.Maps.Select(map => map.Title)], single, factorial, plan, film);
        await StillPicture.WriteAsync(options.SheetFile, sheet, alpha: null, options.Overwrite, cancellationToken);
        using (var table = new WholeFile(options.TableFile, options.Overwrite))
        {
            table.Write(Encoding.UTF8.GetBytes(StudyTable.ToCsv(maps, results)));
            table.Complete();
        }

        await console.Output.WriteAsync(StudyTable.ToText(maps, results).TrimStart('\n'));
        console.WriteLine($"-> {options.SheetFile}, {options.TableFile}");
    }
}
