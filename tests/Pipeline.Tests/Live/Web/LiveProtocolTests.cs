using System.Text.Json;
using Steerlens.Kernels.Engines;
using Steerlens.Kernels.Images;
using Steerlens.Models;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Inspection;
using Steerlens.Pipeline.Stages;
using Steerlens.Pipeline.Tests.Live.Sources;

namespace Steerlens.Pipeline.Tests.Live.Web;

/// <summary>What a page asks for and gets, over a real socket.</summary>
public sealed class LiveProtocolTests
{
    [Fact]
    public async Task Connect_ToARunningScene_GetsHelloFirstThenPicturesAndStates()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);

        var hello = await page.NextAsync(_ => true);

        Assert.Equal("hello", hello.Type);
        Assert.Equal(LiveHost.SmallScene, hello["state"].GetProperty("source").GetProperty("name").GetString());
        Assert.Equal("pilotnet", hello["network"].GetProperty("name").GetString());
        Assert.Equal([66, 200, 3], hello["network"].GetProperty("input").EnumerateArray().Select(value => value.GetInt32()));
        Assert.Contains("gradcam", hello["choices"].GetProperty("maps").EnumerateArray().Select(map => map.GetProperty("name").GetString()!), StringComparer.Ordinal);
        Assert.Equal(JsonValueKind.Null, hello["pictures"].ValueKind);
        var first = await page.NextAsync("picture");
        Assert.Equal([0xFF, 0xD8], first.Bytes[..2]);
        Assert.Equal([0xFF, 0xD9], first.Bytes[^2..]);
        Assert.Equal((320, 180), (first["width"].GetInt32(), first["height"].GetInt32()));
        var second = await page.NextAsync(message => message.IsPicture && message.Index > first.Index);
        Assert.True(second["pts"].GetDouble() > first["pts"].GetDouble());
        Assert.True(second["sent"].GetDouble() >= second["captured"].GetDouble());
        Assert.Equal(JsonValueKind.Number, second["trueAngle"].ValueKind);
        var state = (await page.NextAsync("state"))["state"];
        Assert.Equal("playing", state.GetProperty("source").GetProperty("phase").GetString());
        Assert.Equal(1, state.GetProperty("clients").GetInt32());
        var bank = (await page.NextAsync(message => message.IsState && message["state"].GetProperty("bank").ValueKind == JsonValueKind.Object))["state"].GetProperty("bank");
        Assert.Equal(867, bank.GetProperty("windows").GetInt32());
    }

    [Theory]
    [InlineData("\"map\":\"gradcam\"")]
    [InlineData("\"map\":\"occlusion*gradcam\"")]
    [InlineData("\"target\":\"right\"")]
    [InlineData("\"layout\":\"focus\"")]
    [InlineData("\"layout\":\"side-by-side\"")]
    [InlineData("\"layout\":\"pip\"")]
    [InlineData("\"opacity\":0.1")]
    [InlineData("\"palette\":\"jet\"")]
    [InlineData("\"sizes\":[30]")]
    [InlineData("\"stride\":8")]
    [InlineData("\"fill\":\"black\"")]
    [InlineData("\"hud\":false")]
    [InlineData("\"region\":0.3")]
    [InlineData("\"network\":\"gap-pilotnet\"")]
    public async Task Set_OnAPausedFrame_DrawsTheSameFrameOtherwise(string setting)
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await PauseAsync(page);
        var before = await ComposedAsync(host);

        await page.SendAsync("set", $"\"settings\":{{{setting}}}");

        var (name, value) = JsonDocument.Parse($"{{{setting}}}").RootElement.EnumerateObject().Select(one => (one.Name, one.Value.ToString())).Single();
        await page.NextAsync(message => message.IsState && string.Equals(message.StateOf("settings", name), value, StringComparison.Ordinal));
        var after = await ComposedAsync(host);
        Assert.Equal(before.Index, after.Index);
        Assert.NotEqual(before.Bytes, after.Bytes);
    }

    [Fact]
    public async Task Set_Smoothing_IsTaken()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);

        await page.SendAsync("set", "\"settings\":{\"smoothing\":0.5}");

        await page.NextAsync(message => message.IsState && message.StateOf("settings", "smoothing") is "0.5");
    }

    [Theory]
    [InlineData("\"settings\":{\"map\":\"cam\"}")]
    [InlineData("\"settings\":{\"map\":\"nonsense\"}")]
    [InlineData("\"settings\":{\"target\":\"undirected\"}")]
    [InlineData("\"settings\":{\"network\":\"/etc/passwd\"}")]
    [InlineData("\"settings\":{\"output\":\"7\"}")]
    [InlineData("\"settings\":{\"layout\":\"overlay\"}")]
    [InlineData("\"settings\":{\"opacity\":2}")]
    [InlineData("\"settings\":{\"sizes\":[]}")]
    [InlineData("\"settings\":{\"sizes\":[300]}")]
    [InlineData("\"settings\":{\"sizes\":[0]}")]
    [InlineData("\"settings\":{\"stride\":\"4\"}")]
    [InlineData("\"settings\":{\"unknown\":1}")]
    [InlineData("\"settings\":{\"stride\":2.9}")]
    [InlineData("\"settings\":{\"sizes\":[15.7]}")]
    [InlineData("\"settings\":7")]
    [InlineData("\"other\":{}")]
    public async Task Set_WhatCantBeHad_IsRefusedInOneLineAndChangesNothing(string fields)
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await page.NextAsync("picture");
        var before = host.Session.State.Settings;

        var answer = await page.AnswerAsync(await page.SendAsync("set", fields));

        Assert.Equal("refused", answer.Type);
        Assert.DoesNotContain("\n", answer["message"].GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(answer["message"].GetString()!);
        Assert.Equal(before, host.Session.State.Settings);
    }

    [Theory]
    [InlineData(false, 1, 2)]
    // Those before the wrong one may have been taken together; what was taken with it goes one by one.
    [InlineData(true, 22, 41)]
    public async Task Set_ManyThatPiledUp_ShowsTheirEndAndRefusesOnlyTheWrong(bool hasWrong, int least, int most)
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await PauseAsync(page);
        var revision = host.Session.Revision;
        using var release = new ManualResetEventSlim();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hold = Task.Run(() => host.Session.LookAsync(
            _ =>
            {
                held.SetResult();
                release.Wait();
                return 0;
            },
            CancellationToken.None));
        await held.Task;

        // The first is in hand while the desk is held; the others wait behind it.
        var wrong = 0L;
        for (var i = 0; i < 41; i++)
        {
            if (i == 20 && hasWrong) wrong = await page.SendAsync("set", "\"settings\":{\"opacity\":7}");
            await page.SendAsync("set", FormattableString.Invariant($"\"settings\":{{\"layout\":\"{(i % 2 == 0 ? "focus" : "blend")}\",\"opacity\":{(i + 1) / 100.0}}}"));
        }

        await page.SendTextAsync("{\"type\":\"ping\",\"client\":1}");
        await page.NextAsync("pong");
        release.Set();
        await hold;

        if (hasWrong) Assert.Equal("refused", (await page.AnswerAsync(wrong)).Type);
        await page.NextAsync(message => message.IsState && message.StateOf("settings", "opacity") is "0.41" && message.StateOf("settings", "layout") is "focus");
        Assert.InRange(host.Session.Revision - revision, least, most);
    }

    [Fact]
    public async Task Ask_OutsideWhatTheNetworkSees_SaysSo()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await PauseAsync(page);

        var above = await page.AnswerAsync(await page.SendAsync("ask", "\"rectangle\":[0,0,1,0.05]"));
        var inside = await page.AnswerAsync(await page.SendAsync("ask", "\"rectangle\":[0.3,0.45,0.25,0.3]"));

        Assert.False(above["seen"].GetBoolean());
        Assert.Equal(0, above["difference"].GetDouble());
        Assert.True(inside["seen"].GetBoolean());
    }

    [Fact]
    public async Task Step_AfterAPause_ShowsExactlyTheNextFrames()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await PauseAsync(page);
        var (index, _) = await ComposedAsync(host);

        // What a slow machine dropped before the pause is gone; from then on nothing is.
        for (var step = 0; step < 3; step++)
        {
            await page.SendAsync("step");
            index = (await page.NextAsync(message => message.IsPicture && message.Index > index)).Index;
        }

        for (var step = 1; step <= 5; step++)
        {
            await page.SendAsync("step");
            await page.NextAsync(message => message.IsPicture && message.Index == index + step);
        }

        // Five at once are five, too.
        for (var step = 0; step < 5; step++) await page.SendAsync("step");
        await page.NextAsync(message => message.IsPicture && message.Index == index + 10);
        await Task.Delay(300);
        Assert.Equal(index + 10, (await ComposedAsync(host)).Index);
        Assert.True(host.Session.State.IsPaused);

        await page.SendAsync("play");
        await page.NextAsync(message => message.IsPicture && message.Index > index + 12);
    }

    [Theory]
    [InlineData("mean", BoxFill.Mean)]
    [InlineData("blur", BoxFill.Blur)]
    [InlineData("black", BoxFill.Black)]
    public async Task Ask_ForARectangle_AnswersAsTheEngineDoesBitForBit(string word, BoxFill fill)
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await PauseAsync(page);
        var (index, composed) = await ComposedAsync(host);

        var answer = await page.AnswerAsync(await page.SendAsync("ask", $"\"rectangle\":[0.3,0.45,0.25,0.3],\"fill\":\"{word}\""));

        var (before, after) = await host.Session.LookAsync(
            stages =>
            {
                var picture = new YuvImage(stages.Format.Width, stages.Format.Height, stages.Format.Color);
                picture.CopyFrom(stages.Frame.Picture);
                var whole = AngleOf(stages.Network, picture);
                var box = new MapRectangle(0.3 * picture.Width, 0.45 * picture.Height, 0.25 * picture.Width, 0.3 * picture.Height);
                new BoxMask(picture.Width, picture.Height, fill, box).Apply(picture, box);
                return (whole, AngleOf(stages.Network, picture));
            },
            CancellationToken.None);
        Assert.Equal("answer", answer.Type);
        Assert.Equal(before, answer["angle"].GetDouble());
        Assert.Equal(after, answer["masked"].GetDouble());
        Assert.NotEqual(before, after);
        Assert.Equal(after - before, answer["difference"].GetDouble());
        var left = await ComposedAsync(host);
        Assert.Equal(index, left.Index);
        Assert.Equal(composed, left.Bytes);
    }

    [Theory]
    [InlineData("\"rectangle\":[0,0,0,0]")]
    [InlineData("\"rectangle\":[0.5,0.5,0.001,0.5]")]
    [InlineData("\"rectangle\":[0,0,1]")]
    [InlineData("\"rectangle\":[-1,0,1,1]")]
    [InlineData("\"rectangle\":\"all\"")]
    [InlineData("\"rectangle\":[0,0,1,1],\"fill\":\"green\"")]
    [InlineData("\"other\":1")]
    public async Task Ask_ForNonsense_IsRefused(string fields)
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await page.NextAsync("picture");

        Assert.Equal("refused", (await page.AnswerAsync(await page.SendAsync("ask", fields))).Type);
    }

    [Fact]
    public async Task Watch_ALayer_GetsItsChannelsOnTheScaleOfTheSheets()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await PauseAsync(page);

        await page.SendAsync("watch", "\"layer\":\"conv2\"");
        var channels = await page.NextAsync("channels");

        Assert.Equal("conv2", channels["layer"].GetString());
        Assert.Equal((36, 14, 47), (channels["count"].GetInt32(), channels["height"].GetInt32(), channels["width"].GetInt32()));
        Assert.Equal(36 * 14 * 47, channels.Bytes.Length);
        var values = await host.Session.LookAsync(
            stages =>
            {
                var layer = InspectedLayers.Find(stages.Network, ["conv2"])[0];
                var copy = new float[stages.Network.ShapeOf(layer).Length];
                stages.Engine.CopyActivation(stages.Frame.Pass!, layer, copy);
                return copy;
            },
            CancellationToken.None);
        var full = ActivationSheet.FullScaleOf(values);
        Assert.Equal(full, channels["to"].GetDouble(), 12);
        Assert.Equal(0, channels["from"].GetDouble());
        Assert.Equal((byte)Math.Clamp(Math.Round(values[(5 * 36) + 7] / full * 255), 0, 255), channels.Bytes[(7 * 14 * 47) + 5]);
        Assert.All(channels["dead"].EnumerateArray(), dead => Assert.All(Enumerable.Range(0, 14 * 47), at => Assert.Equal(0, values[(at * 36) + dead.GetInt32()])));

        Assert.Equal("refused", (await page.AnswerAsync(await page.SendAsync("watch", "\"layer\":\"conv77\""))).Type);
    }

    [Fact]
    public async Task Network_Changed_IsToldWithItsLayers()
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await page.NextAsync("state");

        await page.SendAsync("set", "\"settings\":{\"network\":\"gap-pilotnet\"}");

        var network = (await page.NextAsync("network"))["network"];
        Assert.Equal("gap-pilotnet", network.GetProperty("name").GetString());
        Assert.Equal(LayerFacts.Of(ShippedNetworks.Load("gap-pilotnet")).Count, network.GetProperty("layers").GetArrayLength());
    }

    [Fact]
    public async Task Pictures_OfAFolder_AreShownOneByOne()
    {
        using var folder = await PictureFolderMaker.MakeAsync("a.png", "b.png");
        await using var host = await LiveHost.StartAsync(pictures: folder.Path);
        await using var page = await LivePage.OpenAsync(host);
        Assert.Equal(2, (await page.NextAsync("hello"))["pictures"].GetProperty("count").GetInt32());

        await page.SendAsync("picture", "\"index\":1");
        var state = (await page.NextAsync(message => message.IsState && message.StateOf("mode") is "picture"))["state"];
        var picture = await page.NextAsync(message => message.IsPicture && message["width"].GetInt32() == 160);

        Assert.Equal((1, "b.png"), (state.GetProperty("pictureIndex").GetInt32(), state.GetProperty("pictureName").GetString()));
        Assert.Equal(1, picture.Index);
        Assert.Equal("refused", (await page.AnswerAsync(await page.SendAsync("picture", "\"index\":2"))).Type);
        await page.SendAsync("live");
        await page.NextAsync(message => message.IsPicture && message["width"].GetInt32() == 320);
    }

    [Fact]
    public async Task Source_ThatComesBackInAnotherSize_GoesOnInThatSize()
    {
        var origin = new ScriptedOrigin(
            waits: false,
            new ScriptedConnection { Frames = 5, Before = (_, stop) => Task.Delay(20, stop), BreaksWith = "the cable was pulled" },
            new ScriptedConnection { Width = 96, Height = 64, Before = (_, stop) => Task.Delay(20, stop) });
        await using var host = await LiveHost.StartAsync(origin);
        await using var page = await LivePage.OpenAsync(host);

        var lost = await page.NextAsync(message => message.IsState && message.StateOf("source", "phase") is "waiting");
        var again = await page.NextAsync(message => message.IsPicture && message["width"].GetInt32() == 96);

        Assert.Equal("the cable was pulled", lost["state"].GetProperty("source").GetProperty("reason").GetString());
        Assert.Equal(64, again["height"].GetInt32());
        Assert.Contains(host.Notes, note => note.Contains("the cable was pulled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("this is no JSON")]
    [InlineData("[1,2]")]
    [InlineData("{\"type\":7}")]
    [InlineData("{\"type\":\"format-the-disk\"}")]
    [InlineData("{\"type\":\"set\"}")]
    [InlineData("{\"type\":\"record\",\"on\":\"yes\"}")]
    [InlineData("{\"type\":\"picture\",\"index\":0}")]
    [InlineData("{\"type\":\"seen\"}")]
    public async Task Message_ThatMakesNoSense_IsRefusedAndTheLineStays(string text)
    {
        await using var host = await LiveHost.StartAsync();
        await using var page = await LivePage.OpenAsync(host);
        await page.NextAsync("picture");

        await page.SendTextAsync(text);

        if (!text.Contains("seen", StringComparison.Ordinal)) Assert.Equal("refused", (await page.NextAsync("refused")).Type);
        await page.SendTextAsync("{\"type\":\"ping\",\"client\":12.5}");
        Assert.Equal(12.5, (await page.NextAsync("pong"))["client"].GetDouble());
    }

    private static async Task PauseAsync(LivePage page)
    {
        await page.NextAsync("picture");
        await page.SendAsync("pause");
        await page.NextAsync(message => message.IsState && message["state"].GetProperty("paused").GetBoolean());
    }

    private static Task<(long Index, byte[] Bytes)> ComposedAsync(LiveHost host) =>
        host.Session.LookAsync(stages => (stages.Frame.Index, stages.Frame.Composed!.Bytes.ToArray()), CancellationToken.None);

    private static double AngleOf(Network network, YuvImage picture)
    {
        var format = new FilmFormat(picture.Width, picture.Height, picture.Color, new Rational(1, 25), null, null);
        using var engine = new CpuEngine(network, threads: 1);
        var frame = new Frame(format);
        frame.Picture.CopyFrom(picture);
        new ResizeStage(network, format).Process(frame);
        new InferStage(engine).Process(frame);
        frame.Free();
        return frame.Angle;
    }
}
