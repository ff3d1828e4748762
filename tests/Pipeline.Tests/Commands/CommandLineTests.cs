using Steerlens.Kernels.Maps;
using Steerlens.Kernels.Occlusion;
using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Compositing;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly FileTree _files = new("drive.mp4", "road.png");

    public void Dispose()
    {
        _run.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Annotate_SourceAlone_UsesDefaultsAndWritesBeside()
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync("annotate", _files["drive.mp4"]));

        var (job, options) = Assert.Single(_run.Annotated);
        Assert.Equal(new AnnotateJob(_files["drive.mp4"], _files["drive.annotated.mp4"]), job);
        Assert.Equal("occlusion", options.Map.Method.Name);
        Assert.Equal([15, 50], options.Map.Options.Sizes);
        Assert.Equal(4, options.Map.Options.Stride);
        Assert.Equal(Target.Signed, options.Map.Target);
        Assert.Equal(new EncodingOptions(), options.Encoding);
        Assert.True(options.Range.IsEverything);
        Assert.True(options.Drawing.Hud);
        Assert.False(options.Overwrite);
        Assert.Null(options.Network.File);
        Assert.Empty(_run.Error);
    }

    [Fact]
    public async Task Annotate_EveryOption_ArrivesInTheRecord()
    {
        var code = await _run.RunAsync(
            "annotate", _files["drive.mp4"], "-o", _files["out.mkv"], "-y", "--sizes", "10,20,30", "--window-stride", "2", "--bank", "clipped", "--fill", "blur",
            "--target", "hold", "--layout", "side-by-side", "--opacity", "0.5", "--scale-max", "3", "--threshold", "0.2", "--no-hud",
            "--sidecar", _files["out.csv"], "--maps", _files["maps"], "--start", "1:30", "--duration", "2.5", "--stride", "3", "--max-frames", "7",
            "--encoder", "libx265", "--preset", "slow", "--crf", "18", "--progress", "json", "--threads", "2",
            "--network", "n.onnx", "--crop", "0,0.4,1,0.6", "--fit", "aspect", "--color", "yuv-swapped", "--input-scale", "1,2,3", "--input-offset", "-1",
            "--unit", "full-scale:25", "--positive", "left");

        Assert.Equal((ExitCode.Success, ""), (code, _run.Error));
        var (job, options) = Assert.Single(_run.Annotated);
        Assert.Equal(new AnnotateJob(_files["drive.mp4"], _files["out.mkv"], _files["out.csv"], _files["maps"]), job);
        Assert.True(options.Overwrite);
        Assert.Equal([10, 20, 30], options.Map.Options.Sizes);
        Assert.Equal((2, BankEdges.Clipped, Fill.Blur), (options.Map.Options.Stride, options.Map.Options.Edges, options.Map.Options.Fill));
        Assert.Equal(Target.Hold, options.Map.Target);
        Assert.Equal(
            (Layout.SideBySide, 0.5, 3.0, 0.2, false),
            (options.Drawing.Layout, options.Drawing.Opacity, options.Drawing.ScaleMaximum, options.Drawing.Threshold, options.Drawing.Hud));
        Assert.Equal(
            new RangeOptions { Start = TimeSpan.FromSeconds(90), End = TimeSpan.FromSeconds(92.5), Stride = 3, MaximumFrames = 7 }, options.Range);
        Assert.Equal(new EncodingOptions { Encoder = "libx265", Preset = "slow", ConstantRateFactor = 18 }, options.Encoding);
        Assert.Equal((ProgressStyle.Json, 2), (options.Progress, options.Threads));
        Assert.Equal("n.onnx", options.Network.File);

        var contract = options.Network.Override(new InputContract());
        Assert.Equal(new CropRectangle(0, 0.4, 1, 0.6), contract.Crop);
        Assert.Equal((CropFit.Aspect, ColorOrder.YuvSwapped), (contract.Fit, contract.Color));
        Assert.Equal([1f, 2f, 3f], contract.Scale);
        Assert.Equal([-1f], contract.Offset);
        Assert.Equal((AngleUnit.FullScale, 25.0, false), (contract.Unit, contract.FullScaleDegrees, contract.PositiveIsRight));
    }

    [Fact]
    public async Task Annotate_GradCam_TakesItsLayer()
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync("annotate", _files["drive.mp4"], "--map", "GradCam", "--layer", "conv2", "--target", "auto"));

        var map = Assert.Single(_run.Annotated).Options.Map;
        Assert.Equal(("gradcam", "conv2", Target.Auto), (map.Method.Name, map.Options.Layer, map.Target));
    }

    [Theory]
    [InlineData("hypercolumns --layers conv1,conv3", "hypercolumns", Target.Undirected)]
    [InlineData("visualbackprop", "visualbackprop", Target.Undirected)]
    [InlineData("saliency --channels max", "saliency", Target.Undirected)]
    [InlineData("smoothgrad --samples 5 --noise 0.2", "smoothgrad", Target.Undirected)]
    [InlineData("guided --target left", "guided", Target.Left)]
    [InlineData("integrated-gradients --steps 8", "integrated-gradients", Target.Signed)]
    [InlineData("layercam --layer conv5", "layercam", Target.Auto)]
    [InlineData("occlusion*gradcam --layer conv4 --sizes 20", "occlusion*gradcam", Target.Undirected)]
    [InlineData("hirescam --smooth 0.5 --network-output 1,0", "hirescam", Target.Signed)]
    public async Task Annotate_AnyMap_TakesItsOwnOptionsAndDefaultTarget(string line, string name, Target target)
    {
        Assert.Equal((ExitCode.Success, ""), (await _run.RunAsync(["annotate", _files["drive.mp4"], "--map", .. line.Split(' ')]), _run.Error));

        var map = Assert.Single(_run.Annotated).Options.Map;
        Assert.Equal((name, target), (map.Method.Name, map.Target));
        Assert.False(map.Options.IsSeed);
    }

    [Fact]
    public async Task Annotate_MapOptions_ArriveInTheRecord()
    {
        await _run.RunAsync("annotate", _files["drive.mp4"], "--map", "smoothgrad", "--samples", "5", "--noise", "0.2", "--channels", "max", "--smooth", "0.5", "--network-output", "brake");

        var map = Assert.Single(_run.Annotated).Options.Map;
        Assert.Equal((5, 0.2, ChannelReduction.Maximum), (map.Options.Samples, map.Options.Noise, map.Options.Channels));
        Assert.Equal((0.5, "brake"), (map.SmoothingSeconds, map.Output));
        Assert.Equal("SmoothGrad of brake, smoothed 0.5 s", map.Title);
    }

    [Fact]
    public async Task Annotate_Doubt_ArrivesInTheRecord()
    {
        await _run.RunAsync("annotate", _files["drive.mp4"], "--spread", "off");
        await _run.RunAsync("annotate", _files["drive.mp4"], "--network", "a.onnx", "--ensemble", "b.onnx,c.onnx");
        var code = await _run.RunAsync("annotate", _files["drive.mp4"], "--spread", "off", "--ensemble", "b.onnx");

        Assert.Equal((ExitCode.Usage, 2), (code, _run.Annotated.Count));
        Assert.False(_run.Annotated[0].Options.Doubt.Spread);
        Assert.Equal("b.onnx c.onnx", string.Join(' ', _run.Annotated[1].Options.Doubt.Ensemble));
        Assert.Contains("--spread off", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_SeedTarget_TakesThePublishedBank()
    {
        await _run.RunAsync("annotate", _files["drive.mp4"], "--target", "seed", "--window-stride", "3");

        var options = Assert.Single(_run.Annotated).Options.Map.Options;
        Assert.Equal((true, BankEdges.Clipped, Fill.Black, 3), (options.IsSeed, options.Edges, options.Fill, options.Stride));
    }

    [Fact]
    public async Task Annotate_SoftListedWindows_ArriveInTheRecord()
    {
        await File.WriteAllTextAsync(_files["windows.csv"], "left,top,width,height\n\n# the sign\n40,20,15,8\n 0, 1, 2, 3\r\n");
        await _run.RunAsync("annotate", _files["drive.mp4"], "--windows", _files["windows.csv"], "--window-softness", "1.5");

        var map = Assert.Single(_run.Annotated).Options.Map;
        Assert.Equal([new Window(20, 40, 8, 15), new Window(1, 0, 3, 2)], map.Options.Windows!.Windows);
        Assert.Equal([4, 5], map.Options.Windows.Lines);
        Assert.Equal(1.5f, map.Options.Softness);
        Assert.Equal("occlusion, 2 listed, soft 1.5 px", map.Title);
    }

    [Theory]
    [InlineData("1,2,3,4\n1,2,3\n", "line 2: '1,2,3' is not left,top,width,height in whole pixels")]
    [InlineData("1,2,3,4,5\n", "line 1: '1,2,3,4,5' is not")]
    [InlineData("left,top,width,height\n1,2,0,4\n", "line 2: '1,2,0,4' is not")]
    [InlineData("1.5,2,3,4\n", "line 1: '1.5,2,3,4' is not")]
    [InlineData("# none\n", "lists no windows")]
    public async Task Annotate_BadWindowList_NamesTheLine(string text, string expected)
    {
        await File.WriteAllTextAsync(_files["windows.csv"], text);
        Assert.Equal(ExitCode.InputUnreadable, await _run.RunAsync("annotate", _files["drive.mp4"], "--windows", _files["windows.csv"]));
        Assert.Contains(expected, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_WindowListAndStrideOrNoFile_SaysSo()
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync("annotate", _files["drive.mp4"], "--windows", "none.csv", "--window-stride", "2"));
        Assert.Contains("--windows lists the windows, and --window-stride lays out others", _run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.InputUnreadable, await _run.RunAsync("annotate", _files["drive.mp4"], "--windows", "none.csv"));
        Assert.Contains("'none.csv' doesn't exist", _run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, await _run.RunAsync("annotate", _files["drive.mp4"], "--map", "gradcam", "--window-softness", "2"));
        Assert.Contains("--window-softness belongs to --map occlusion", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_OptionOfAnotherMap_NamesTheMapsThatHaveIt()
    {
        await _run.RunAsync("annotate", _files["drive.mp4"], "--map", "saliency", "--layer", "conv3");
        Assert.Contains("--layer belongs to --map gradcam or hirescam or layercam: saliency does not use it", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_Guided_SaysThatItFailsRandomisationChecks()
    {
        await _run.RunAsync("explain", "--help");
        Assert.Contains("fails randomisation checks", string.Join(' ', _run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_SmoothingOfOnePicture_IsRefused()
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync("explain", _files["road.png"], "--smooth", "1"));
        Assert.Contains("--smooth", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_PictureAlone_WritesBeside()
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync("explain", _files["road.png"], "--layout", "focus"));
        Assert.Equal(_files["road.explained.png"], _run.Explained!.Output);
        Assert.Equal(Layout.Focus, _run.Explained.Drawing.Layout);
    }

    [Fact]
    public async Task Render_AddressAndOptions_OptionsWin()
    {
        var code = await _run.RunAsync("render", "scene:highway?seed=3&duration=4&rate=50", "-o", _files["h.mp4"], "--seed", "9", "--rate", "25", "--size", "640x360");

        Assert.Equal(ExitCode.Success, code);
        var scene = _run.Rendered!.Scene;
        Assert.Equal(("highway", 9L, 640, 360, new Rational(25, 1), 100L), (scene.Name, scene.Seed, scene.Width, scene.Height, scene.Rate, scene.FrameCount));
    }

    [Fact]
    public async Task Doctor_MissingBackEnd_ExitCodeComesThrough() => Assert.Equal(ExitCode.BackEndUnavailable, await _run.RunAsync("doctor"));

    [Theory]
    [InlineData("bogus")]
    [InlineData("annotate FILM --rate 29.97")]
    [InlineData("annotate scene:highway --rate 50")]
    [InlineData("probe FILM --rate 5")]
    [InlineData("annotate FILM other.mp4 -o film.mp4")]
    [InlineData("annotate FILM -o http://host/film.mp4")]
    [InlineData("annotate FILM --sidecar rtmp://host/a.jsonl")]
    [InlineData("annotate FILM -o FILM --sidecar out.csv")]
    [InlineData("annotate FILM -o out.mp4 --maps out.mp4")]
    [InlineData("annotate FILM --maps FILM")]
    [InlineData("explain FILM -o FILM -y")]
    [InlineData("explain FILM --map-file FILM -y")]
    [InlineData("explain FILM --map-file map.png")]
    [InlineData("explain FILM -o https://host/a.png")]
    [InlineData("render scene:highway -o out.mp4 --truth ./out.mp4")]
    [InlineData("annotate")]
    [InlineData("annotate FILM --nonsense")]
    [InlineData("annotate FILM --maap gradcam")]
    [InlineData("annotate FILM --map nonsense")]
    [InlineData("annotate FILM --crf 52")]
    [InlineData("annotate FILM --crf")]
    [InlineData("annotate FILM -o a.mp4 -o b.mp4")]
    [InlineData("annotate FILM --sizes 15,0")]
    [InlineData("annotate FILM --window-stride 0")]
    [InlineData("annotate FILM --opacity 1.5")]
    [InlineData("annotate FILM --opacity NaN")]
    [InlineData("annotate FILM --crop 0.5,0,0.6,1")]
    [InlineData("annotate FILM --start -1")]
    [InlineData("annotate FILM --start 1:75")]
    [InlineData("annotate FILM --start 5 --end 5")]
    [InlineData("annotate FILM --end 5 --duration 5")]
    [InlineData("annotate FILM --rate 0")]
    [InlineData("annotate FILM --unit turns")]
    [InlineData("annotate FILM --layer conv3")]
    [InlineData("annotate FILM --map gradcam --sizes 15")]
    [InlineData("annotate FILM --map gradcam --target hold")]
    [InlineData("annotate FILM --map saliency --target left")]
    [InlineData("annotate FILM --map visualbackprop --target signed")]
    [InlineData("annotate FILM --map layercam --target signed")]
    [InlineData("annotate FILM --map saliency --layer conv3")]
    [InlineData("annotate FILM --map gradcam --layers conv3")]
    [InlineData("annotate FILM --map occlusion*nonsense")]
    [InlineData("annotate FILM --map layercam*saliency")]
    [InlineData("annotate FILM --map hypercolumns --layers conv1,,conv2")]
    [InlineData("annotate FILM --map smoothgrad --samples 0")]
    [InlineData("annotate FILM --map saliency --steps 5")]
    [InlineData("annotate FILM --smooth 0")]
    [InlineData("annotate FILM --scale frame --scale-max 2")]
    [InlineData("annotate FILM --sidecar out.txt")]
    [InlineData("annotate FILM -o - --sidecar -")]
    [InlineData("annotate FILM FILM")]
    [InlineData("annotate FILM other.mp4 -o -")]
    [InlineData("annotate FILM -o FILM -y")]
    [InlineData("annotate FILM @no-such-response-file")]
    [InlineData("explain FILM FILM")]
    [InlineData("render coast-road -o out.mp4")]
    [InlineData("render scene:nowhere -o out.mp4")]
    [InlineData("render scene:coast-road")]
    [InlineData("doctor --jason")]
    public async Task Run_Nonsense_OneLineAndUsageCode(string line)
    {
        var arguments = line.Replace("FILM", _files["drive.mp4"], StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(ExitCode.Usage, await _run.RunAsync(arguments));
        Assert.StartsWith("steerlens: ", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(_run.Output);
        Assert.Empty(_run.Annotated);
    }

    [Theory]
    [InlineData("annotate FILM --map occlusion*gradcam*saliency", "multiplies more than two maps: name two")]
    [InlineData("annotate FILM --input-scale 0", "with 0 every picture is the same to the network")]
    [InlineData("annotate FILM --smooth 1e30", "a number above 0 and up to 3600")]
    [InlineData("annotate FILM --scale fixed --scale-max 1e-30", "a number above 1E-06 and up to 1000000")]
    public async Task Run_ValueThatMakesNoSense_SaysWhy(string line, string expected)
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync(line.Replace("FILM", _files["drive.mp4"], StringComparison.Ordinal).Split(' ')));
        Assert.Contains(expected, _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotate", "annotate needs a SOURCE; see")]
    [InlineData("annotate FILM --map", "--map needs a value: NAME|NAME*NAME; see")]
    [InlineData("annotate FILM --map=", "--map needs a value: NAME|NAME*NAME; see")]
    [InlineData("annotate FILM --crf 1 --crf 2", "--crf is given more than once: give it once; see")]
    [InlineData("compare FILM --maps cam --maps gradcam", "--maps is given more than once: give it once, with commas between its values; see")]
    [InlineData("evaluate FILM --map zork", "--map: there is no map 'zork'; the maps are occlusion")]
    [InlineData("verify FILM --map gradcam,zork", "--map: there is no map 'zork'; the maps are occlusion")]
    [InlineData("annotate FILM --map zork", "--map: there is no map 'zork'; the maps are occlusion")]
    [InlineData("live FILM --rate 5", "--rate belongs to folders of images")]
    [InlineData("render scene:highway", "render needs --output FILE|-; see")]
    [InlineData("explain FILM other.png", "'other.png' is one too many: explain takes one PICTURE; see")]
    [InlineData("doctor other", "'other' is one too many: doctor takes options alone; see")]
    [InlineData("help annotat", "unknown command 'annotat' (did you mean annotate?); see steerlens --help")]
    [InlineData("nonsense --help", "unknown command 'nonsense'; see steerlens --help")]
    public async Task Run_Misuse_SaysWhatIsExpected(string line, string expected)
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync(line.Replace("FILM", _files["drive.mp4"], StringComparison.Ordinal).Split(' ')));

        Assert.StartsWith("steerlens: " + expected, Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(_run.Output);
    }

    [Theory]
    [InlineData("explain", "--smooth")]
    [InlineData("live", "overlay")]
    [InlineData("compare", "overlay")]
    public async Task Help_WhatTheCommandCannotDo_IsNotNamed(string command, string word)
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync(command, "--help"));
        Assert.DoesNotContain(word, _run.Output, StringComparison.Ordinal);

        using var annotate = new CommandRun();
        await annotate.RunAsync("annotate", "--help");
        Assert.Contains(word, annotate.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_SmoothingInTheEnvironment_IsForFilms()
    {
        _run.Environment["STEERLENS_SMOOTH"] = "2";

        Assert.Equal(ExitCode.Success, await _run.RunAsync("explain", _files["road.png"], "-y"));
        Assert.Equal((null, 1), (_run.Explained!.Map.SmoothingSeconds, _run.Explained.Map.CheckEvery));
    }

    [Fact]
    public async Task Run_FlagInTheEnvironment_IsGiven()
    {
        _run.Environment["STEERLENS_JSON"] = "1";

        await _run.RunAsync("doctor");
        await _run.RunAsync("bench");
        await _run.RunAsync("inspect");
        Assert.Equal((true, true, true), (_run.Examined!.Json, _run.Measured!.Json, _run.Inspected!.Json));
    }

    [Theory]
    [InlineData("--maap", "--map")]
    [InlineData("--windowstride", "--window-stride")]
    public async Task Run_MisspeltOption_NamesTheNearest(string misspelt, string meant)
    {
        await _run.RunAsync("annotate", _files["drive.mp4"], misspelt, "1");
        Assert.Contains($"did you mean {meant}?", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotate")]
    [InlineData("explain")]
    [InlineData("probe")]
    [InlineData("bench")]
    public async Task Run_EmptySource_Usage(string command)
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync(command, ""));
        Assert.Contains("name is empty", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotate -", "standard input")]
    [InlineData("explain -", "standard input")]
    [InlineData("probe rtsp://camera/front", "address")]
    [InlineData("explain scene:highway", "one picture")]
    public async Task Run_SourceThatIsNotRead_SaysSo(string line, string reason)
    {
        Assert.Equal(ExitCode.InputUnreadable, await _run.RunAsync(line.Split(' ')));
        Assert.Contains(reason, Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_OutputIsALinkToTheSource_Refused()
    {
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(_files["link.png"], "road.png");
        Directory.CreateSymbolicLink(_files["here"], ".");

        Assert.Equal(ExitCode.Usage, await _run.RunAsync("explain", _files["road.png"], "-o", _files["link.png"], "-y"));
        Assert.Equal(ExitCode.Usage, await _run.RunAsync("explain", _files["link.png"], "-o", _files["here/here/road.png"], "-y"));
        Assert.Null(_run.Explained);
    }

    [Fact]
    public async Task Annotate_FolderOfFilms_PointsToTheGlob()
    {
        await File.WriteAllTextAsync(_files["one.MP4"], "");
        File.Delete(_files["road.png"]);

        Assert.Equal(ExitCode.InputUnreadable, await _run.RunAsync("annotate", _files.Folder));
        Assert.Contains($"'{_files["*.mp4"]}'", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_FolderOfImagesAndRate_TakesIt()
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync("annotate", _files.Folder, "--rate", "29.97"));
        Assert.Equal(new Rational(2997, 100), Assert.Single(_run.Annotated).Options.ImageRate);
    }

    [Fact]
    public async Task Probe_Glob_IsTheFileThatMatches()
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync("probe", _files["dri*.mp4"], "--crop", "0,0.5,1,0.5"));
        Assert.Equal(_files["drive.mp4"], _run.Probed!.Source);
        Assert.Equal(new CropRectangle(0, 0.5, 1, 0.5), _run.Probed.Network.Crop);
        await File.WriteAllTextAsync(_files["drive2.mp4"], "");
        Assert.Equal(ExitCode.Usage, await _run.RunAsync("probe", _files["dri*.mp4"]));
    }

    [Fact]
    public async Task Doctor_NetworkOptions_ArriveInTheRecord()
    {
        await _run.RunAsync("doctor", "--network", "n.onnx", "--positive", "left");
        Assert.Equal(("n.onnx", (bool?)false), (_run.Examined!.Network.File, _run.Examined.Network.PositiveIsRight));
    }

    [Fact]
    public async Task Run_Nothing_UsageWithTheHelp()
    {
        Assert.Equal(ExitCode.Usage, await _run.RunAsync());
        Assert.Contains("no command given", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("annotate", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HelpCommand_IsTheHelpOption()
    {
        using var other = new CommandRun();
        Assert.Equal(ExitCode.Success, await _run.RunAsync("help", "annotate"));
        Assert.Equal(ExitCode.Success, await other.RunAsync("annotate", "--help"));
        Assert.Equal(other.Output, _run.Output);
        Assert.Contains("variation", _run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_Render_SpeaksOfScenesAndNotOfLayouts()
    {
        await _run.RunAsync("render", "--help");
        Assert.Contains("seed=7", _run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("layout", _run.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Run_DurationBesideAnEndInTheEnvironment_CommandLineWins()
    {
        _run.Environment["STEERLENS_END"] = "9";

        Assert.Equal(ExitCode.Success, await _run.RunAsync("annotate", _files["drive.mp4"], "--start", "1", "--duration", "2"));
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(_run.Annotated).Options.Range.End);
    }

    [Fact]
    public async Task Run_MisspeltVariable_OneNoteAndTheWorkIsDone()
    {
        foreach (var name in (string[])["STEERLENS_CFR", "STEERLENS_SIMD", "STEERLENS_CRF", "STEERLENS_NO_INSTALL"]) _run.Environment[name] = "30";

        Assert.Equal(ExitCode.Success, await _run.RunAsync("annotate", _files["drive.mp4"]));
        Assert.Contains("STEERLENS_CFR (did you mean STEERLENS_CRF?)", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ResponseFileMissing_CannotBeRead()
    {
        await _run.RunAsync("annotate", "@nope.rsp");
        Assert.Contains("'@nope.rsp' can't be read", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ControlCharactersInAName_AreWrittenOut()
    {
        await _run.RunAsync("annotate", "no\e[31m\nfilm.mp4");
        Assert.Contains(@"'no\x1b[31m\nfilm.mp4'", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_NameTooLong_SaysSo()
    {
        Assert.Equal(ExitCode.OutputUnwritable, await _run.RunAsync("annotate", _files["drive.mp4"], "-o", new string('a', 245) + ".mp4"));
        Assert.Contains("241 bytes", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NameWithLeadingDashAfterDoubleDash_IsASource()
    {
        Assert.NotEqual(ExitCode.Usage, await _run.RunAsync("annotate", "--", "-drive.mp4"));
        Assert.Contains("'-drive.mp4' does not exist", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ResponseFile_ReadsMoreArguments()
    {
        await File.WriteAllTextAsync(_files["more.rsp"], "--crf 30\n--no-hud\n");

        Assert.Equal(ExitCode.Success, await _run.RunAsync("annotate", _files["drive.mp4"], "@" + _files["more.rsp"]));
        Assert.Equal((30, false), (_run.Annotated[0].Options.Encoding.ConstantRateFactor, _run.Annotated[0].Options.Drawing.Hud));
    }

    [Fact]
    public async Task Run_EnvironmentVariables_AreDefaultsThatTheCommandLineOverrides()
    {
        _run.Environment["STEERLENS_CRF"] = "30";
        _run.Environment["STEERLENS_WINDOW_STRIDE"] = "8";
        _run.Environment["STEERLENS_NO_HUD"] = "1";
        _run.Environment["STEERLENS_POSITIVE"] = "left";

        Assert.Equal(ExitCode.Success, await _run.RunAsync("annotate", _files["drive.mp4"], "--crf", "20"));
        var options = _run.Annotated[0].Options;
        Assert.Equal(
            (20, 8, false, false),
            (options.Encoding.ConstantRateFactor, options.Map.Options.Stride, options.Drawing.Hud, options.Network.PositiveIsRight));
    }

    [Theory]
    [InlineData("STEERLENS_CRF", "abc")]
    [InlineData("STEERLENS_NO_HUD", "maybe")]
    public async Task Run_NonsenseInTheEnvironment_NamesTheVariable(string variable, string value)
    {
        _run.Environment[variable] = value;

        Assert.Equal(ExitCode.Usage, await _run.RunAsync("annotate", _files["drive.mp4"]));
        Assert.Contains($"{variable}: '{value}'", Assert.Single(_run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotate")]
    [InlineData("explain")]
    [InlineData("probe")]
    [InlineData("doctor")]
    [InlineData("render")]
    public async Task Help_EachCommand_HasDescriptionAndExamplesThatParse(string command)
    {
        Assert.Equal(ExitCode.Success, await _run.RunAsync(command, "--help"));
        Assert.Empty(_run.Error);
        var examples = _run.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("steerlens " + command, StringComparison.Ordinal))
            .Where(line => !line.Contains('<', StringComparison.Ordinal) && !line.Contains('[', StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            using var run = new CommandRun();
            var words = example.Split(" | ")[0].Split(' ').Skip(1).Select(word => word.Trim('\''));
            var code = await run.RunAsync([.. words]);
            Assert.True(code != ExitCode.Usage, $"{example}: {run.Error}");
        }
    }
}
